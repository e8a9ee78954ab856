import Providers
import Runs
import TestSupport

/// LeadLex: a log per workflow, newest first, paged by number, so that rows which come or go move
/// all others; runs are logged when they have ended.
struct LeadLexModel: VendorModel {
    fileprivate struct Log: Sendable {
        let id: String
        let number: Int
        let triggered: Timestamp
        /// When the log begins to hold it, which is when it has ended.
        let visible: Timestamp
        let status: String
        let skipReason: String?
        let message: String?
        let error: String?
        let entity: String?
        let duration: Int
    }

    private struct Workflow: Sendable {
        let id: String
        var name: String
        var lastTriggered: Timestamp?
        /// Newest first.
        var logs: [Log] = []
        var isGone = false
    }

    private var workflows: [Workflow] = []
    private var known: Set<RunID> = []
    private var lastNumber = 0
    /// What one page holds at most, whatever is asked for.
    private let cap: Int
    /// Whether a run that was triggered at the very moment of `after` is listed.
    private let isInclusive: Bool
    /// Whether skipped runs count as triggering their workflow.
    private let countsSkipped: Bool
    /// How exact times are, in milliseconds.
    private let grain: Int
    /// How long runs take at most, in milliseconds.
    private let longest: Int

    init(random: inout SeededRandom, now: Timestamp) {
        cap = random.pick(3, 5, 10, 100)
        isInclusive = random.chance(0.5)
        countsSkipped = random.chance(0.5)
        grain = random.pick(1, .second, 10 * .second)
        longest = random.pick(500, 20 * .second, 9 * .minute)
        for _ in 0..<random.number(1...3) { open(&random) }
        for index in workflows.indices {
            for _ in 0..<random.number(0...(random.chance(0.05) ? 120 : 12)) {
                let age = random.number(0...(random.chance(0.8) ? 23 : 40) * .hour)
                insert(index, &random, at: now - age - .hour)
            }
        }
    }

    func provider(_ client: APIClient) -> any Provider { LeadLexProvider(client: client) }

    /// A log that moves is read five times at most.
    var mostCalls: Int { workflows.reduce(6) { $0 + 5 * ($1.logs.count / cap + 2) } }

    /// A poll ends after ten calls, which is what the smallest plan gives in a minute.
    var pollsToCatchUp: Int { mostCalls / 10 }

    /// The list of workflows, and one of them in turn, down to ten minutes before its newest run.
    var quietCalls: Int {
        let top = workflows.map { workflow in
            let last = workflow.logs.first?.triggered ?? Timestamp(seconds: 0)
            return workflow.logs.count { $0.triggered >= last - 10 * .minute - .second }
        }
        return 4 + (top.max() ?? 0) / cap
    }

    mutating func change(_ random: inout SeededRandom, at now: Timestamp) {
        let index = random.number(0...workflows.count - 1)
        switch random.number(0...19) {
        case 0...14:
            for _ in 0..<(random.chance(0.2) ? random.number(2...9) : 1) {
                insert(index, &random, at: now)
            }
        case 15: if workflows.count < 4, random.chance(0.3) { open(&random) }
        case 16: workflows[index].name = random.id("workflow ")
        case 17, 18:
            guard !workflows[index].logs.isEmpty else { return }
            let count = workflows[index].logs.count
            workflows[index].logs.remove(at: random.number(0...count - 1))
        default:
            guard workflows.count(where: { !$0.isGone }) > 1, random.chance(0.2) else { return }
            workflows[index].isGone = true
        }
    }

    private mutating func open(_ random: inout SeededRandom) {
        workflows.append(Workflow(id: random.id("wf_"), name: random.id("workflow ")))
    }

    private mutating func insert(_ index: Int, _ random: inout SeededRandom, at now: Timestamp) {
        guard !workflows[index].isGone else { return }
        lastNumber += 1
        let status = random.pick("success", "success", "failed", "skipped")
        let triggered = now.rounded(to: grain)
        let duration = status == "skipped" ? 0 : random.number(0...longest)
        let log = Log(
            id: "wfl_\(lastNumber)", number: lastNumber, triggered: triggered,
            visible: now + duration, status: status,
            skipReason: status == "skipped" ? "daily_cap_reached" : nil,
            message: status == "success" && random.chance(0.5) ? random.id("message-") : nil,
            error: status == "failed" ? random.id("it broke: ") : nil,
            entity: random.chance(0.8) ? random.id("deal_") : nil, duration: duration)
        known.insert(RunID(log.id))
        if status != "skipped" || countsSkipped {
            let before = workflows[index].lastTriggered ?? triggered
            workflows[index].lastTriggered = max(before, triggered)
        }
        let place = workflows[index].logs.firstIndex {
            ($0.triggered, $0.number) < (log.triggered, log.number)
        }
        workflows[index].logs.insert(log, at: place ?? workflows[index].logs.count)
    }

    mutating func reply(to call: ModelCall, at now: Timestamp) -> HTTPReply {
        guard let size = call.number("per_page", 1...100).map({ min($0, cap) }),
            let page = call.number("page", 1...1_000)
        else { return .broken }
        let there = workflows.filter { !$0.isGone }
        if call.path == "/v1/workflows", call.takes("page", "per_page") {
            let rows = there.map { workflow in
                """
                {"id":"\(workflow.id)","name":\(quoted(workflow.name)),"enabled":true,\
                "last_triggered_at":\(quoted(workflow.lastTriggered))}
                """
            }
            return list("workflows", rows, page, size)
        }
        guard call.path.hasPrefix("/v1/workflows/"), call.path.hasSuffix("/logs"),
            call.takes("page", "per_page", "after")
        else { return .broken }
        let id = call.path.dropFirst("/v1/workflows/".count).dropLast("/logs".count)
        guard let workflow = there.first(where: { $0.id == id }) else {
            return .json(#"{"error":{"code":"not_found","message":"Gone"}}"#, status: 404)
        }
        var after = Timestamp(seconds: 0)
        if let text = call.query["after"] {
            guard let moment = Timestamp.parse(text)?.timestamp else { return .broken }
            after = moment
        }
        let wanted = workflow.logs.filter {
            $0.visible <= now && ($0.triggered > after || isInclusive && $0.triggered == after)
        }
        return list("logs", wanted.map { $0.json(of: workflow.id) }, page, size)
    }

    private func list(_ name: String, _ rows: [String], _ page: Int, _ size: Int) -> HTTPReply {
        let shown = rows.dropFirst((page - 1) * size).prefix(size).joined(separator: ",")
        return .json(
            #"{"data":{"\#(name)":[\#(shown)]},"#
                + #""meta":{"page":\#(page),"per_page":\#(size),"total":\#(rows.count)}}"#)
    }

    func truth(since: Timestamp) -> Truth {
        var owed: [OwedRun] = []
        for workflow in workflows where !workflow.isGone {
            owed += workflow.logs.filter { $0.triggered >= since }.map { log in
                OwedRun(
                    run: log.run(of: workflow.id, named: workflow.name), moments: [log.triggered])
            }
        }
        return Truth(owed: owed, known: known)
    }
}

extension LeadLexModel.Log {
    fileprivate func json(of workflow: String) -> String {
        let result = message.map { #"{"message_id":\#(quoted($0))}"# } ?? "null"
        let error = error.map { #"{"code":"action_failed","message":\#(quoted($0))}"# } ?? "null"
        return """
            {"id":"\(id)","workflow_id":"\(workflow)","triggered_at":\(quoted(triggered)),\
            "entity_type":"deal","entity_id":\(quoted(entity)),"status":"\(status)",\
            "skip_reason":\(quoted(skipReason)),"action_result":\(result),"error":\(error),\
            "duration_ms":\(duration)}
            """
    }

    fileprivate func run(of workflow: String, named name: String) -> Run {
        let statuses: [String: RunStatus] = [
            "success": .succeeded, "failed": .failed, "skipped": .skipped,
        ]
        var run = Run(
            source: SourceName("upstream"), provider: .leadlex, id: RunID(id),
            status: statuses[status] ?? .unknown, firstSeen: triggered)
        run.pipeline = Pipeline(id: PipelineID(workflow), name: name)
        run.rawStatus = status
        run.trigger = "deal"
        run.startedAt = triggered
        run.finishedAt = triggered + duration
        run.duration = Int64(duration)
        run.error = error.map { RunError(code: "action_failed", message: $0) }
        if let message {
            let result = JSONValue.object([.init("message_id", .string(message))])
            run.metadata = .object([.init("action_result", result)])
        } else if let skipReason {
            run.metadata = .object([.init("skip_reason", .string(skipReason))])
        }
        run.related = entity.map { [RelatedID(key: "entity_id", value: $0)] } ?? []
        return run
    }
}
