import Providers
import Runs
import TestSupport

/// Polytomic: events of executions, kept for 48 hours, in an order that its page does not tell,
/// paged by tokens or, where the server gives none, only by time.
struct PolytomicModel: VendorModel {
    private enum Order: Sendable { case newestFirst, oldestFirst, none }

    fileprivate struct Event: Sendable {
        let id: String
        /// A number that has nothing to do with its time.
        let shuffle: UInt64
        let created: Timestamp
        /// When the list begins to hold it: events come later than they are dated, and not in
        /// the order of their dates.
        let visible: Timestamp
        let type: String
        let execution: String?
        let sync: Int
        let syncName: String
        let error: String?
        let records: Int
    }

    private static let retention = 48 * Int.hour

    private var events: [Event] = []
    private var open: [String: (sync: Int, began: Timestamp)] = [:]
    private var known: Set<RunID> = []
    private var names = ["Accounts", "Orders", "Invoices"]
    private var lastRead: Timestamp?
    private var mayHaveGaps = false
    /// Tokens of an earlier time are refused.
    private var epoch = 0
    private let order: Order
    private let givesTokens: Bool
    /// What one page holds at most, whatever is asked for.
    private let cap: Int
    /// How exact times are, and how exactly bounds are compared, in milliseconds.
    private let grain: Int
    private let boundGrain: Int
    /// How late an event may be seen, in milliseconds.
    private let delay: Int
    let longestNap: Int

    init(random: inout SeededRandom, now: Timestamp) {
        order = random.pick(.newestFirst, .oldestFirst, .none)
        givesTokens = random.chance(0.7)
        cap = givesTokens ? random.pick(4, 4, 10, 100) : 100
        grain = random.pick(1, .second, 10 * .second)
        boundGrain = random.pick(1, .second)
        delay = random.pick(0, 5 * .second, 45 * .second)
        longestNap = random.chance(0.3) ? 80 : 9
        let count = random.number(0...(random.chance(0.06) ? 130 : 18))
        for _ in 0..<count {
            // Nothing lies so near to the depth of the first read that a second decides.
            let age = random.pick(random.number(30...1_300), random.number(1_560...2_000))
            begin(&random, at: now - age * .minute, seen: now - 30 * .minute)
            let end = now - random.number(0...age) * .minute
            if let run = open.keys.min(), random.chance(0.8), isFarFromDepth(end, now) {
                finish(run, &random, at: end, seen: now - 25 * .minute)
            }
        }
    }

    private func isFarFromDepth(_ moment: Timestamp, _ now: Timestamp) -> Bool {
        let minutes = now.milliseconds(since: moment) / 60_000
        return minutes < 1_300 || minutes > 1_560
    }

    func provider(_ client: APIClient) -> any Provider {
        PolytomicProvider(client: client, authentication: .bearer(organization: nil))
    }

    var mostCalls: Int { 4 * (events.count / (givesTokens ? cap : 50) + 4) + 8 }

    /// The two lists of syncs, the list of types, and the events of the last minutes. Where there
    /// are neither tokens nor an order, those are narrowed down window by window.
    var quietCalls: Int {
        let last = events.map(\.created).max() ?? Timestamp(seconds: 0)
        let count = events.count { $0.created >= last - 2 * .minute }
        return 5 + count / cap * (givesTokens ? 1 : 100)
    }

    mutating func change(_ random: inout SeededRandom, at now: Timestamp) {
        switch random.number(0...19) {
        case 0...7:
            for _ in 0..<(random.chance(0.15) ? random.number(2...12) : 1) {
                begin(&random, at: now, seen: now + random.number(0...delay))
            }
        case 8...15:
            guard let run = open.keys.sorted().first(where: { _ in random.chance(0.5) }) else {
                return
            }
            finish(run, &random, at: now, seen: now + random.number(0...delay))
        case 16:
            add(
                type: random.pick("user.login", "connection.created"), execution: nil, sync: 0,
                &random, at: now, seen: now + random.number(0...delay))
        case 17: names[random.number(0...2)] = random.id("sync ")
        case 18: if epoch < 2, random.chance(0.3) { epoch += 1 }
        default:
            guard !givesTokens, !mayHaveGaps, random.chance(0.06) else { return }
            // More events in one moment than a page holds.
            for _ in 0..<120 { begin(&random, at: now, seen: now) }
            mayHaveGaps = true
        }
    }

    /// What still runs ends, as a run whose end never comes is another matter.
    mutating func comeToRest(_ random: inout SeededRandom, at now: Timestamp) {
        for run in open.keys.sorted() { finish(run, &random, at: now, seen: now) }
    }

    private mutating func begin(
        _ random: inout SeededRandom, at now: Timestamp, seen: Timestamp
    ) {
        let run = random.id("exec-")
        let sync = random.number(0...2)
        add(
            type: sync == 2 ? "bulk_sync.running" : "sync.running", execution: run, sync: sync,
            &random, at: now, seen: seen)
        open[run] = (sync, now)
    }

    private mutating func finish(
        _ run: String, _ random: inout SeededRandom, at now: Timestamp, seen: Timestamp
    ) {
        guard let (sync, began) = open.removeValue(forKey: run) else { return }
        let type =
            sync == 2
            ? random.pick(
                "bulk_sync.completed", "bulk_sync.completed_with_error", "bulk_sync.failed",
                "bulk_sync.canceled")
            : random.pick(
                "sync.completed", "sync.completed_with_errors", "sync.failed", "sync.canceled")
        add(
            type: type, execution: run, sync: sync, &random, at: max(now, began), seen: seen)
    }

    private mutating func add(
        type: String, execution: String?, sync: Int, _ random: inout SeededRandom,
        at now: Timestamp,
        seen: Timestamp
    ) {
        let event = Event(
            id: random.id("event-"), shuffle: random.next(), created: now.rounded(to: grain),
            visible: seen, type: type, execution: execution, sync: sync, syncName: names[sync],
            error: type.hasSuffix("failed") ? random.id("it broke: ") : nil,
            records: random.number(0...500))
        known.insert(RunID(execution ?? event.id))
        events.append(event)
    }

    mutating func reply(to call: ModelCall, at now: Timestamp) -> HTTPReply {
        switch call.path {
        case "/api/events": return list(call, at: now)
        case "/api/events_types": return .json(#"{"data":["sync.running","sync.completed"]}"#)
        case "/api/syncs", "/api/bulk/syncs":
            let indices = call.path == "/api/syncs" ? 0...1 : 2...2
            let rows = indices.map { #"{"id":"sync-\#($0)","name":\#(quoted(names[$0]))}"# }
            return .json(#"{"data":[\#(rows.joined(separator: ","))],"pagination":{}}"#)
        default:
            // Nothing is known of an execution beyond its events.
            guard call.path.hasPrefix("/api/"), call.path.contains("/executions") else {
                return .broken
            }
            return .json(#"{"key":"not_found","message":"not found","status":404}"#, status: 404)
        }
    }

    private mutating func list(_ call: ModelCall, at now: Timestamp) -> HTTPReply {
        guard call.takes("limit", "starting_after", "ending_before", "page_token"),
            let limit = call.number("limit", 1...100)
        else { return .broken }
        if let lastRead, now.milliseconds(since: lastRead) > 46 * .hour { mayHaveGaps = true }
        lastRead = now
        let after = call.query["starting_after"].flatMap { Timestamp.parse($0)?.timestamp }
        let before = call.query["ending_before"].flatMap { Timestamp.parse($0)?.timestamp }
        func place(_ moment: Timestamp) -> Timestamp { moment.rounded(to: boundGrain) }
        let wanted = events.filter { event in
            event.visible <= now && event.created > now - Self.retention
                && after.map { place(event.created) > place($0) } ?? true
                && before.map { place(event.created) < place($0) } ?? true
        }.sorted(by: precedes)
        var start = 0
        if let token = call.query["page_token"] {
            let parts = token.split(separator: "/").map(String.init)
            guard parts.count == 2, parts[0] == "\(epoch)",
                let last = events.first(where: { $0.id == parts[1] })
            else {
                return .json(
                    #"{"key":"invalid","message":"token expired","status":422}"#, status: 422)
            }
            start = wanted.firstIndex { precedes(last, $0) } ?? wanted.count
        }
        let page = wanted[start...].prefix(min(limit, cap))
        let isLast = start + page.count >= wanted.count
        let token = givesTokens && !isLast ? page.last.map { "\(epoch)/\($0.id)" } : nil
        let rows = page.map(\.json).joined(separator: ",")
        return .json(
            #"{"data":\#(page.isEmpty ? "null" : "[\(rows)]"),"#
                + #""pagination":{"next_page_token":\#(quoted(token))}}"#)
    }

    private func precedes(_ left: Event, _ right: Event) -> Bool {
        switch order {
        case .newestFirst: (left.created, left.id) > (right.created, right.id)
        case .oldestFirst: (left.created, left.id) < (right.created, right.id)
        case .none: left.shuffle < right.shuffle
        }
    }

    /// Whether more events than a page holds share what the server takes for one moment. Without
    /// tokens those beyond the page cannot be asked for; without an order nor can those that lie
    /// near each other, as nothing tells on which side of the page the rest is.
    private var isTooDense: Bool {
        guard !givesTokens else { return false }
        let times = events.map { $0.created.rounded(to: max(grain, boundGrain)) }.sorted()
        let span = Int64(order == .none ? 6 * Int.second : 0)
        return zip(times, times.dropFirst(cap - 1)).contains { $1.milliseconds(since: $0) <= span }
    }

    /// The events of 48 hours are held, and what older ones said must have been read in time or
    /// be told as a gap. A run is what its events say: one whose beginning lies before the depth
    /// of the first read has no start.
    func truth(since: Timestamp) -> Truth {
        var owed: [OwedRun] = []
        let wanted = events.filter { $0.created >= since }
        for (execution, said) in Dictionary(grouping: wanted, by: \.execution) {
            guard execution != nil else {
                owed += said.map {
                    OwedRun(run: $0.lonelyRun(named: names[$0.sync]), moments: [$0.created])
                }
                continue
            }
            let first = said.first { $0.type.hasSuffix("running") }
            let last = said.first { !$0.type.hasSuffix("running") }
            guard let event = last ?? first else { continue }
            var run = event.run(named: names[event.sync])
            run.startedAt = first?.created
            run.finishedAt = last?.created
            if let start = first?.created, let end = last?.created {
                run.duration = end.milliseconds(since: start)
            }
            owed.append(OwedRun(run: run, moments: said.map(\.created)))
        }
        return Truth(owed: owed, known: known, mayHaveGaps: mayHaveGaps || isTooDense)
    }
}

extension PolytomicModel.Event {
    fileprivate var json: String {
        """
        {"created_at":\(quoted(created)),"event":\(body),"id":"\(id)",\
        "organization_id":"org-1","type":"\(type)"}
        """
    }

    private var body: String {
        guard let execution else { return #"{"organization_id":"org-1","user":"u-1"}"# }
        let outcome =
            if type.hasSuffix("running") { "" } else if let error {
                #","error":\#(quoted(error))"#
            } else { #","record_count":\#(records)"# }
        return """
            {"execution_id":"\(execution)","organization_id":"org-1","sync_id":"sync-\(sync)",\
            "sync_name":\(quoted(syncName)),"target_connection_id":"conn-\(sync)",\
            "trigger":"schedule"\(outcome)}
            """
    }

    /// An event that belongs to no execution.
    fileprivate func lonelyRun(named name: String) -> Run {
        var run = Run(
            source: SourceName("upstream"), provider: .polytomic, id: RunID(id), status: .info,
            firstSeen: created)
        run.rawStatus = type
        run.event = type
        run.startedAt = created
        run.metadata = .object([
            .init("organization_id", .string("org-1")), .init("user", .string("u-1")),
        ])
        return run
    }

    /// What this event says of its execution, without times.
    fileprivate func run(named name: String) -> Run {
        let statuses: [String: RunStatus] = [
            "running": .running, "completed": .succeeded, "completed_with_errors": .warning,
            "completed_with_error": .warning, "failed": .failed, "canceled": .cancelled,
        ]
        let word = String(type.split(separator: ".").last ?? "")
        var run = Run(
            source: SourceName("upstream"), provider: .polytomic, id: RunID(execution ?? id),
            status: statuses[word] ?? .unknown, firstSeen: created)
        run.pipeline = Pipeline(id: PipelineID("sync-\(sync)"), name: name)
        run.rawStatus = type
        run.event = type
        run.trigger = "schedule"
        run.error = error.map { RunError(message: $0) }
        if word != "running", error == nil {
            run.metadata = .object([.init("record_count", .integer(records))])
        }
        run.related = [RelatedID(key: "target_connection_id", value: "conn-\(sync)")]
        return run
    }
}
