import Runs

extension WellProvider {
    private static let statuses: Set<RunStatus> = [
        .queued, .running, .succeeded, .failed, .unknown,
    ]
    /// What Well never reports about a run.
    private static let missing: Set<RunPresence> = [
        .event, .request, .requestID, .attempt, .http,
    ]

    /// Requests the runs that match a question; reads the whole list if that is refused.
    func recordPage(
        of question: RunQuestion, _ request: PageRequest, _ permit: CallPermit
    ) async throws(ProviderError) -> RunPage {
        guard question.isAnswerable(by: Self.statuses, without: Self.missing) else {
            return .nothing
        }
        var position = WellRecordPosition(notes: request.position?.notes)
        guard position.list == nil else {
            return try await wholeList(position, request, permit)
        }
        let since = max(request.since, question.since ?? request.since)
        let query = WellRecordQuery(question, since: since)
        do {
            let reply = try await records(query, cursor: position.cursor, permit)
            if var page = position.take(
                try reply.rows("data"), next: WellWire.nextRecordCursor(reply.value), since: since)
            {
                page.note(reply)
                return page
            }
        } catch  where error.refusesResource || error.refusesParameter {
            // The list is read instead.
        }
        position.list = NewestFirstPosition()
        return try await wholeList(position, request, permit)
    }

    private func records(
        _ query: WellRecordQuery, cursor: String?, _ permit: CallPermit
    ) async throws(ProviderError) -> APIReply {
        let path = WellWire.recordsPath
        let first = await client.pageSizes.rows(of: path, wanted: Self.limit)
        return try await client.page(of: path, from: first) { rows throws(ProviderError) in
            try await client.post(
                path, scope, json: query.body(cursor: cursor, rows: rows), permit)
        }.reply
    }

    private func wholeList(
        _ position: WellRecordPosition, _ request: PageRequest, _ permit: CallPermit
    ) async throws(ProviderError) -> RunPage {
        var list = position.list ?? NewestFirstPosition()
        var page = try await listPage(&list, request, permit)
        page.position = ReadPosition(WellRecordPosition(list: list).notes)
        return page
    }
}

struct WellRecordPosition: StoredPosition {
    var cursor: String?
    /// The position in the list, if that is read instead.
    var list: NewestFirstPosition?
    private var loop = LoopGuard()

    init() {}
    init(list: NewestFirstPosition) { self.list = list }

    /// Adds one page of records; nil if the records are incomplete, or lead nowhere.
    mutating func take(_ rows: [JSONValue], next: String?, since: Timestamp) -> RunPage? {
        guard rows.allSatisfy(WellWire.isCompleteRecord), next == nil || !rows.isEmpty else {
            return nil
        }
        var page = RunPage.nothing
        for row in rows.map(WellWire.listed).map(WellWire.row) {
            switch row.run {
            case .success(let run):
                guard run.isOpen || row.changed ?? since >= since else { continue }
                page.observations.append(run.observation)
            case .failure(let rejected): page.rejected.append(rejected)
            }
        }
        if let next {
            guard !loop.hasSeen(next) else { return nil }
            cursor = next
            page.position = ReadPosition(notes)
            page.hasMore = true
        }
        return page
    }
}
