import Runs

/// Supermetrics' API, after its page "List connector logs"
/// (`GET /v1/teams/{team_id}/connector_builder/connectors/{connector_identifier}/logs`) and its
/// list of a team's connectors.
enum SupermetricsWire {
    static let dialect = APIDialect(
        errors: ErrorEnvelope(
            code: ["error.code"], title: ["error.message"],
            message: ["error.description", "error.message"],
            supportIDs: [.request("meta.request_id"), .trace("meta.trace_id")]))

    /// `include_configs` is never sent: configurations hold secrets.
    static func connectorsPath(team: Int64) -> String {
        "/v1/teams/\(team)/connector_builder/connectors"
    }

    static func logsPath(team: Int64, connector: String) -> String {
        connectorsPath(team: team) + "/\(PercentEncoding.encode(connector))/logs"
    }

    /// Reads a connector; nil if the page does not allow its identifier.
    static func connector(_ value: JSONValue) -> Pipeline? {
        let found = Row(value).pipeline(id: "connector_identifier")
        return found.flatMap { isIdentifier($0.id.text) ? $0 : nil }
    }

    /// Reads one entry: an HTTP call that the connector made. No field is promised, so only a row
    /// that is no object is unreadable, and is thrown. An entry without an identifier gets one
    /// derived from its other fields. `twins` counts how often each of these came before on this
    /// page, so that identical entries stay apart.
    static func entry(
        _ value: JSONValue, of connector: String, twins: inout [String: Int]
    ) throws(RejectedRow) -> SupermetricsEntry {
        let row = Row(value)
        try row.requireObject()
        let time = row.moment("log_time")
        let httpStatus = row.integer("status")
        let given = row.word("id")
        let derived = given == nil ? derivedIdentifier(row, of: connector) : nil
        let id = given ?? derived.map { distinct($0, twins: &twins) } ?? ""
        var seen = RunObservation(
            id: RunID(id), asOf: time.value?.timestamp, status: status(httpStatus.value))
        seen.rawStatus = row.text("status")
        seen.pipeline = .value(PipelineID(connector))
        seen.startedAt = time.map(\.timestamp)
        seen.duration = row.duration("duration_ms")
        seen.httpStatus = httpStatus.map { Int(clamping: $0) }
        seen.request = row.text("request")
        seen.requestID = row.text("request_id")
        seen.event = row.text("event")
        seen.timeSource = TimeSource(time.value)
        seen.unreadableTimes = row.unreadableTimes("log_time")
        return SupermetricsEntry(observation: seen, derived: derived, time: time.value)
    }

    /// The moment of a row, even an unreadable one; nil if it is not exact enough for paging.
    static func moment(_ value: JSONValue) -> Timestamp? {
        Row(value).moment("log_time").value?.exact
    }

    private static func derivedIdentifier(_ row: Row, of connector: String) -> String {
        let fields: [FieldPath] = [
            "log_time", "status", "event", "request", "duration_ms", "request_id",
        ]
        return "derived-"
            + KnownRows.digest([connector] + fields.map { row.text($0).value ?? "\u{0}" })
    }

    private static func distinct(_ derived: String, twins: inout [String: Int]) -> String {
        let before = twins[derived, default: 0]
        twins[derived] = before + 1
        return before == 0 ? derived : "\(derived)-\(before + 1)"
    }

    private static func status(_ code: Int64?) -> RunStatus {
        switch code {
        case .some(100...399): .succeeded
        case .some(400...599): .failed
        case .some, nil: .unknown
        }
    }

    private static func isIdentifier(_ text: String) -> Bool {
        (1...100).contains(text.utf8.count)
            && text.allSatisfy { letter in
                letter.isASCII
                    && (letter.isLetter || letter.isNumber || letter == "-" || letter == "_")
            }
    }
}

struct SupermetricsEntry: Hashable, Sendable {
    let observation: RunObservation
    /// The identifier that it shares with identical entries; nil if it has its own.
    let derived: String?
    let time: Timestamp.Parsed?

    var moment: Timestamp? { time?.exact }

    var latest: Timestamp? { time?.latest }
}

extension Timestamp.Parsed {
    /// The moment, unless only its day is known.
    fileprivate var exact: Timestamp? { precision == .day ? nil : timestamp }

    fileprivate var latest: Timestamp {
        precision == .day ? timestamp.advanced(byMilliseconds: 86_400_000 - 1) : timestamp
    }
}
