import Runs

extension WellProvider {
    /// How runs of Well can stand.
    private static let statuses: Set<RunStatus> = [
        .queued, .running, .succeeded, .failed, .unknown,
    ]
    /// What Well never tells of a run.
    private static let missing: Set<RunPresence> = [
        .event, .request, .requestID, .attempt, .http,
    ]

    /// Asks for the runs that a question is about, and reads the whole list where that is not
    /// for this account, or is not understood.
    func recordPage(
        of question: RunQuestion, _ request: PageRequest
    ) async throws(ProviderError) -> RunPage {
        guard question.isAnswerable(by: Self.statuses, without: Self.missing) else {
            return .nothing
        }
        var position = WellRecordPosition(notes: request.position?.notes)
        guard position.list == nil else { return try await wholeList(position, request) }
        let since = max(request.since, question.since ?? request.since)
        let query = WellRecordQuery(question, since: since)
        do {
            let reply = try await records(query, cursor: position.cursor)
            if var page = position.take(
                try reply.rows("data"), next: WellWire.nextRecordCursor(reply.value), since: since)
            {
                page.note(reply)
                return page
            }
        } catch  where error.refusesResource || error.refusesParameter {
            // The list answers in its own way.
        }
        position.list = NewestFirstPosition()
        return try await wholeList(position, request)
    }

    private func records(
        _ query: WellRecordQuery, cursor: String?
    ) async throws(ProviderError) -> APIReply {
        let path = WellWire.recordsPath
        let first = await client.pageSizes.rows(of: path, wanted: Self.limit)
        return try await client.page(of: path, from: first) { rows throws(ProviderError) in
            try await client.post(path, scope, json: query.body(cursor: cursor, rows: rows))
        }.reply
    }

    private func wholeList(
        _ position: WellRecordPosition, _ request: PageRequest
    ) async throws(ProviderError) -> RunPage {
        var list = position.list ?? NewestFirstPosition()
        var page = try await listPage(&list, request)
        page.position = ReadPosition(WellRecordPosition(list: list).notes)
        return page
    }
}

/// Where a walk through the records that a question is about stands.
struct WellRecordPosition: StoredPosition {
    /// The cursor of the page to read next; nil for the first.
    var cursor: String?
    /// Where the reading of the list stands, where that is read instead.
    var list: NewestFirstPosition?
    private var loop = LoopGuard()

    init() {}
    init(list: NewestFirstPosition) { self.list = list }

    /// Takes in one page of records.
    ///
    /// - Returns: What it says, or nil where the records make no sense, or lead nowhere.
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
