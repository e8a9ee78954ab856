import Runs

/// The responses of `GET /api/syncs/{id}/executions` and of its bulk form.
extension PolytomicWire {
    /// The error of a run whose end never arrived.
    static let outcomeUnknown = "outcome unknown"

    static func executionsPath(of sync: SyncReference) -> String {
        let id = PercentEncoding.encode(sync.id.text)
        switch sync.kind {
        case .model: return "\(syncsPath)/\(id)/executions"
        case .bulk: return "\(bulkSyncsPath)/\(id)/executions"
        }
    }

    static func execution(_ value: JSONValue) -> PolytomicExecution? {
        let row = Row(value)
        guard let id = row.text("id").value, let word = row.word("status") else { return nil }
        return PolytomicExecution(
            id: id, word: word,
            created: row.moment("created_at").value?.timestamp
                ?? row.moment("started_at").value?.timestamp,
            started: row.moment("started_at").value?.timestamp,
            completed: row.moment("completed_at").value?.timestamp,
            updated: row.text("updated_at").value, counts: value["counts"]?.members ?? [],
            errors: errors(row),
            unreadableTimes: row.unreadableTimes("created_at", "started_at", "completed_at"))
    }

    private static func errors(_ row: Row) -> [String] {
        let listed = (row.value["errors"]?.elements ?? []).compactMap { error in
            RunError.observed(.value(error)).value?.message
        }
        let single = RunError.observed(row.json("error")).value?.message
        return listed.isEmpty ? single.map { [$0] } ?? [] : listed
    }
}

struct PolytomicExecution: Hashable, Sendable {
    let id: String
    let word: String
    let created: Timestamp?
    let started: Timestamp?
    let completed: Timestamp?
    /// When it last changed, as written.
    let updated: String?
    let counts: [JSONValue.Member]
    let errors: [String]
    let unreadableTimes: [String]

    /// An unknown word without a completion counts as running.
    var status: RunStatus {
        let status = PolytomicWire.statusWords.status(of: word)
        return status == .unknown && completed == nil ? .running : status
    }

    var isOpen: Bool { status == .running }

    /// Shows progress by changing.
    var sign: String {
        word + "\n" + (updated ?? "") + "\n" + JSONWriter.text(of: .object(counts))
    }

    func observation(asOf: Timestamp, sync: SyncReference) -> RunObservation {
        var seen = RunObservation(id: RunID(id), asOf: asOf, status: status)
        seen.rawStatus = .value(word)
        seen.unreadableTimes = unreadableTimes
        seen.pipeline = .value(sync.id)
        seen.startedAt = Observed(orUnsaid: started)
        seen.finishedAt = Observed(orUnsaid: completed)
        let isFailure = status != .succeeded && status != .warning
        seen.error =
            isFailure && !errors.isEmpty
            ? .value(RunError(message: errors.joined(separator: "\n"))) : .null
        var reported = counts.map { count in
            count.key.hasSuffix("_count")
                ? count : JSONValue.Member(count.key + "_count", count.value)
        }
        if !isFailure, !errors.isEmpty {
            reported.append(.init("warnings", .array(errors.map(JSONValue.string))))
        }
        seen.metadata = reported.isEmpty ? .unsaid : .value(.object(reported))
        return seen
    }
}
