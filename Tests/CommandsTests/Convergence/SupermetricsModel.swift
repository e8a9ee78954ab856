import Providers
import Runs
import TestSupport

/// Supermetrics: a log per connector, newest first, whose entries do not change; paged by time
/// alone, so that more entries of one moment than a page holds cannot all be read.
struct SupermetricsModel: VendorModel {
    fileprivate struct Entry: Sendable {
        let id: String?
        let number: Int
        let time: Timestamp
        /// When the log begins to hold it: entries are written a while after they are dated.
        let visible: Timestamp
        let isDateOnly: Bool
        let status: Int?
        let event: String?
        let request: String?
        let duration: Int?
        let requestID: String
    }

    private struct Connector: Sendable {
        let id: String
        var name: String
        /// Newest first.
        var entries: [Entry] = []
        var isGone = false
    }

    private var connectors: [Connector] = []
    private var known: Set<RunID> = []
    private var lastNumber = 0
    private var mayHaveGaps = false
    private let hasIDs: Bool
    private let hasDates: Bool
    private let bursts: Int?
    /// Whether an entry of the very moment of `before` is listed.
    private let isInclusive: Bool
    /// How exact times are, and how exactly bounds are compared, in milliseconds.
    private let grain: Int
    private let boundGrain: Int
    /// How late an entry may be seen, in milliseconds.
    private let delay: Int

    private static let path = "/v1/teams/7/connector_builder/connectors"

    init(random: inout SeededRandom, now: Timestamp) {
        hasIDs = random.chance(0.8)
        hasDates = hasIDs && random.chance(0.2)
        isInclusive = random.chance(0.5)
        grain = random.pick(1, .second, 10 * .second)
        boundGrain = random.pick(1, .second)
        delay = random.pick(0, 5 * .second, 109 * .second)
        bursts = random.chance(0.12) ? random.pick(120, 120, 150, 1_020) : nil
        for _ in 0..<random.number(1...3) { open(&random) }
        for index in connectors.indices {
            for _ in 0..<random.number(0...(random.chance(0.05) ? 160 : 12)) {
                let age = random.number(0...(random.chance(0.8) ? 23 : 40) * .hour)
                insert(index, &random, at: now - age, seen: now - .hour)
            }
        }
    }

    func provider(_ client: APIClient) -> any Provider {
        SupermetricsProvider(client: client, team: 7)
    }

    var mostCalls: Int { connectors.reduce(4) { $0 + 4 + $1.entries.count / 50 } }

    /// The list of connectors, and the top of each log, or more of one that ends in a burst.
    var quietCalls: Int { 1 + connectors.count * (bursts == nil ? 1 : 4) }

    mutating func change(_ random: inout SeededRandom, at now: Timestamp) {
        let index = random.number(0...connectors.count - 1)
        switch random.number(0...19) {
        case 0...14:
            for _ in 0..<(random.chance(0.3) ? random.number(2...12) : 1) {
                insert(index, &random, at: now, seen: now + random.number(0...delay))
            }
        case 15:
            guard let bursts, random.chance(0.5) else { return }
            for _ in 0..<bursts { insert(index, &random, at: now, seen: now) }
            mayHaveGaps = mayHaveGaps || bursts >= 1_000
        case 16: if connectors.count < 5, random.chance(0.3) { open(&random) }
        case 17: connectors[index].name = random.id("connector ")
        case 18:
            // Old entries are thrown away.
            connectors[index].entries.removeLast(connectors[index].entries.count / 8)
        default:
            guard connectors.count(where: { !$0.isGone }) > 1, random.chance(0.2) else { return }
            connectors[index].isGone = true
        }
    }

    private mutating func open(_ random: inout SeededRandom) {
        connectors.append(Connector(id: random.id("T"), name: random.id("connector ")))
    }

    private mutating func insert(
        _ index: Int, _ random: inout SeededRandom, at now: Timestamp, seen: Timestamp
    ) {
        guard !connectors[index].isGone else { return }
        lastNumber += 1
        let isBare = random.chance(0.5)
        let entry = Entry(
            id: hasIDs ? "log-\(lastNumber)" : nil, number: lastNumber,
            time: now.rounded(to: grain), visible: seen,
            isDateOnly: hasDates && random.chance(0.1),
            status: random.pick(200, 302, 401, 503, nil),
            event: isBare ? nil : "api.request", request: isBare ? nil : "GET /v2/reports",
            duration: isBare ? nil : random.number(0...9_000), requestID: "request-\(lastNumber)")
        if let id = entry.id { known.insert(RunID(id)) }
        let entries = connectors[index].entries
        let place = entries.firstIndex { ($0.time, $0.number) < (entry.time, entry.number) }
        connectors[index].entries.insert(entry, at: place ?? entries.count)
    }

    mutating func reply(to call: ModelCall, at now: Timestamp) -> HTTPReply {
        let there = connectors.filter { !$0.isGone }
        if call.path == Self.path, call.takes() {
            let rows = there.map {
                #"{"connector_identifier":"\#($0.id)","name":\#(quoted($0.name))}"#
            }
            return .json(
                #"{"count":\#(rows.count),"connectors":[\#(rows.joined(separator: ","))]}"#)
        }
        guard call.path.hasPrefix(Self.path + "/"), call.path.hasSuffix("/logs"),
            call.takes("limit", "before"), let limit = call.number("limit", 1...1_000)
        else { return .broken }
        let id = call.path.dropFirst(Self.path.count + 1).dropLast("/logs".count)
        guard let connector = there.first(where: { $0.id == id }) else {
            return .json(
                #"{"meta":{},"error":{"code":"NOT_FOUND","message":"Not found."}}"#, status: 404)
        }
        var before: Timestamp?
        if let text = call.query["before"] {
            guard let moment = Timestamp.parse(text)?.timestamp else { return .broken }
            before = moment.rounded(to: boundGrain)
        }
        let rows = connector.entries.filter { entry in
            guard entry.visible <= now else { return false }
            guard let before else { return true }
            let time = entry.time.rounded(to: boundGrain)
            return time < before || isInclusive && time == before
        }.prefix(limit).map(\.json)
        return .json(#"{"logs":[\#(rows.joined(separator: ","))]}"#)
    }

    func truth(since: Timestamp) -> Truth {
        var owed: [OwedRun] = []
        for connector in connectors where !connector.isGone {
            owed += connector.entries.filter { $0.time >= since }.map { entry in
                OwedRun(
                    run: entry.run(of: connector.id, named: connector.name),
                    moments: [entry.time], isAnonymous: !hasIDs)
            }
        }
        return Truth(
            owed: owed, known: known, anonymousCount: hasIDs ? 0 : lastNumber,
            mayHaveGaps: mayHaveGaps)
    }
}

extension SupermetricsModel.Entry {
    fileprivate var json: String {
        let time = isDateOnly ? String(time.rfc3339.prefix(10)) : time.rfc3339
        let id = id.map { #""id":"\#($0)","# } ?? ""
        return """
            {\(id)"log_time":"\(time)","status":\(quoted(status)),"event":\(quoted(event)),\
            "request":\(quoted(request)),"duration_ms":\(quoted(duration)),\
            "request_id":"\(requestID)"}
            """
    }

    fileprivate func run(of connector: String, named name: String) -> Run {
        let outcome: RunStatus = status.map { $0 < 400 ? .succeeded : .failed } ?? .unknown
        var run = Run(
            source: SourceName("upstream"), provider: .supermetrics,
            id: RunID(id ?? requestID), status: outcome, firstSeen: time)
        run.pipeline = Pipeline(id: PipelineID(connector), name: name)
        run.rawStatus = status.map { "\($0)" }
        run.startedAt = isDateOnly ? time.rounded(to: 24 * .hour) : time
        run.duration = duration.map { Int64($0) }
        run.httpStatus = status
        run.request = request
        run.requestID = requestID
        run.event = event
        run.timeSource = isDateOnly ? .date : .provider
        return run
    }
}
