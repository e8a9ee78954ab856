import Providers
import Runs
import TestSupport

/// Elastic Path: lists of attempts paged by offset, in an order that its page does not tell, with
/// times or without; entries do not change, new ones are added at one end, old ones go.
struct ElasticPathModel: VendorModel {
    /// How a page tells of the rest of its list.
    private enum Style: Sendable { case counted, linked, silent }

    fileprivate struct Log: Sendable {
        let id: String
        let integration: Int
        let created: Timestamp
        let succeeded: Bool
        let attempt: Int
        let code: Int
        let body: String?
        let detail: String?
        let job: String
    }

    /// Oldest first.
    private var logs: [Log] = []
    private var known: Set<RunID> = []
    private var names = ["Orders to ERP", "Stock", "Mail"]
    private var lastNumber = 0
    private let style: Style
    private let isOldestFirst: Bool
    private let hasTimes: Bool
    /// Whether the logs of the whole store may be read.
    private let servesStore: Bool
    /// What one page holds at most, whatever is asked for.
    private let cap: Int
    /// How exact times are, in milliseconds.
    private let grain: Int

    init(random: inout SeededRandom, now: Timestamp) {
        style = random.pick(.counted, .counted, .linked, .silent)
        isOldestFirst = random.chance(0.5)
        hasTimes = random.chance(0.5)
        servesStore = random.chance(0.8)
        cap = random.pick(12, 20, 100)
        grain = random.pick(1, .second, 10 * .second)
        let count = random.number(0...(random.chance(0.1) ? 150 : 30))
        let ages = (0..<count).map { _ in
            random.number(0...(random.chance(0.8) ? 23 : 40) * .hour)
        }
        for age in ages.sorted(by: >) { insert(&random, at: now - age) }
    }

    func provider(_ client: APIClient) -> any Provider { ElasticPathProvider(client: client) }

    /// Each list once, with steps back where its rows move, and the lists of integrations.
    var mostCalls: Int { 8 + (servesStore ? 1 : 3) * (24 + 3 * lastNumber / (cap / 2)) }

    /// The list of integrations, and one end of each list, or both.
    var quietCalls: Int { 1 + (servesStore ? 1 : 3) * 3 }

    mutating func change(_ random: inout SeededRandom, at now: Timestamp) {
        switch random.number(0...19) {
        case 0...15:
            for _ in 0..<(random.chance(0.2) ? random.number(2...9) : 1) {
                insert(&random, at: now)
            }
        case 16: names[random.number(0...2)] = random.id("integration ")
        case 17, 18: logs.removeFirst(min(logs.count, random.number(1...4)))
        default:
            guard !logs.isEmpty else { return }
            logs.remove(at: random.number(0...(logs.count - 1) / 2))
        }
    }

    private mutating func insert(_ random: inout SeededRandom, at now: Timestamp) {
        lastNumber += 1
        let succeeded = random.chance(0.7)
        let log = Log(
            id: "log-\(lastNumber)", integration: lastNumber / 2 % 3,
            created: now.rounded(to: grain), succeeded: succeeded,
            attempt: lastNumber % 2 + 1, code: succeeded ? 200 : random.pick(404, 500),
            body: random.chance(0.5) ? random.id("body ") : nil,
            detail: succeeded ? nil : random.id("it broke: "),
            job: "job-\(lastNumber / 2)")
        known.insert(RunID(log.id))
        logs.append(log)
    }

    mutating func reply(to call: ModelCall, at now: Timestamp) -> HTTPReply {
        guard call.takes("page[limit]", "page[offset]"),
            let limit = call.number("page[limit]", 1...100),
            let offset = call.number("page[offset]", 0...10_000)
        else { return .broken }
        let steps = call.path.split(separator: "/").map(String.init)
        switch (steps.count, steps.last) {
        case (2, "integrations"):
            let rows = names.indices.map {
                #"{"id":"i-\#($0)","type":"integration","name":\#(quoted(names[$0]))}"#
            }
            return list(rows, offset, min(limit, cap))
        case (3, "logs"):
            guard servesStore else {
                return .json(#"{"errors":[{"status":403,"title":"Forbidden"}]}"#, status: 403)
            }
            return page(of: logs, offset, min(limit, cap))
        case (4, "logs"):
            let wanted = logs.filter { "i-\($0.integration)" == steps[2] }
            return page(of: wanted, offset, min(limit, cap))
        default: return .broken
        }
    }

    private func page(of logs: [Log], _ offset: Int, _ limit: Int) -> HTTPReply {
        let ordered = isOldestFirst ? logs : logs.reversed()
        return list(ordered.map { $0.json(withTime: hasTimes) }, offset, limit)
    }

    private func list(_ rows: [String], _ offset: Int, _ limit: Int) -> HTTPReply {
        let shown = rows.dropFirst(offset).prefix(limit).joined(separator: ",")
        let rest =
            switch style {
            case .counted:
                #""meta":{"limit":\#(limit),"offset":\#(offset),"current":1,"total":1},"#
                    + #""results":{"total":\#(rows.count)}"#
            case .linked:
                #""links":{"next":\#(offset + limit < rows.count ? "\"/integrations/x\"" : "null")}"#
            case .silent: #""meta":{"limit":\#(limit)}"#
            }
        return .json(#"{"data":[\#(shown)],\#(rest)}"#)
    }

    /// Without times, everything that is listed at first is owed, however old.
    func truth(since: Timestamp) -> Truth {
        let owed = logs.filter { !hasTimes || $0.created >= since }.map { log in
            OwedRun(
                run: log.run(named: names[log.integration], withTime: hasTimes),
                moments: [log.created])
        }
        return Truth(owed: owed, known: known)
    }
}

extension ElasticPathModel.Log {
    fileprivate func json(withTime hasTime: Bool) -> String {
        let time = hasTime ? #","meta":{"timestamps":{"created_at":\#(quoted(created))}}"# : ""
        return """
            {"id":"\(id)","type":"integration","succeeded":\(succeeded),"attempt":\(attempt),\
            "body":\(quoted(body)),"status_code":\(code),"error_detail":\(quoted(detail)),\
            "relationships":{"integration":{"data":{"id":"i-\(integration)",\
            "type":"integration"}},"job":{"data":{"id":"\(job)","type":"job"}}}\(time)}
            """
    }

    fileprivate func run(named name: String, withTime hasTime: Bool) -> Run {
        var run = Run(
            source: SourceName("upstream"), provider: .elasticPath, id: RunID(id),
            status: succeeded ? .succeeded : .failed, firstSeen: created)
        run.pipeline = Pipeline(id: PipelineID("i-\(integration)"), name: name)
        run.rawStatus = succeeded ? "true" : "false"
        run.startedAt = hasTime ? created : nil
        run.attempt = attempt
        run.httpStatus = code
        run.error = detail.map { RunError(message: $0) }
        run.metadata = body.map { .string($0) }
        run.related = [RelatedID(key: "job_id", value: job)]
        run.timeSource = hasTime ? .provider : .firstSeen
        return run
    }
}
