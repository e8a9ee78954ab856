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
            return RunPage(position: ReadPosition(.null), hasMore: false)
        }
        var position = WellRecordPosition(notes: request.position?.notes)
        guard !position.readsList else { return try await wholeList(position, request) }
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
        position.readsList = true
        return try await wholeList(position, request)
    }

    /// Reads one page of records, of fewer rows where it would be too large.
    private func records(
        _ query: WellRecordQuery, cursor: String?
    ) async throws(ProviderError) -> APIReply {
        let path = WellWire.recordsPath
        return try await client.page(of: path, wanted: Self.limit) { rows throws(ProviderError) in
            try await client.post(path, scope, json: query.body(cursor: cursor, rows: rows))
        }.reply
    }

    private func wholeList(
        _ position: WellRecordPosition, _ request: PageRequest
    ) async throws(ProviderError) -> RunPage {
        var page = try await listPage(
            PageRequest(
                position: position.list.map(ReadPosition.init), since: request.since,
                now: request.now, pipelines: request.pipelines))
        page.position = position.reading(list: page.position.notes)
        return page
    }
}

/// Where a walk through the records that a question is about stands.
struct WellRecordPosition: Hashable, Sendable {
    /// The cursor of the page to read next; nil for the first.
    var cursor: String?
    /// Whether the list is read instead.
    var readsList = false
    /// Where the reading of the list stands; nil at its beginning.
    private(set) var list: JSONValue?
    private var loop = LoopGuard()

    /// Reads what a page's position holds; anything else is the beginning.
    init(notes: JSONValue?) {
        cursor = notes?["cursor"]?.string
        readsList = notes?["list"] != nil
        list = notes?["list"].flatMap { $0.isNull ? nil : $0 }
        loop = LoopGuard(notes: notes?["loop"])
    }

    /// Takes in one page of records.
    ///
    /// - Returns: What it says, or nil where the records make no sense, or lead nowhere.
    mutating func take(_ rows: [JSONValue], next: String?, since: Timestamp) -> RunPage? {
        guard rows.allSatisfy(WellWire.isCompleteRecord), next == nil || !rows.isEmpty else {
            return nil
        }
        var page = RunPage(position: ReadPosition(.null), hasMore: next != nil)
        for row in rows.map(WellWire.listed) {
            do {
                let log = try WellWire.log(row)
                let latest = WellTimes(Row(row)).latest ?? since
                if log.isOpen || latest >= since { page.observations.append(log.observation) }
            } catch {
                page.rejected.append(error)
            }
        }
        if let next {
            guard !loop.hasSeen(next) else { return nil }
            cursor = next
            page.position = ReadPosition(
                .object([.init("cursor", .string(next)), .init("loop", loop.notes)]))
        }
        return page
    }

    /// The position while the list is read.
    func reading(list notes: JSONValue) -> ReadPosition {
        ReadPosition(.object([.init("list", notes)]))
    }
}
