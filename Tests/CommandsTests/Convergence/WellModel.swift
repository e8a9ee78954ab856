import Providers
import Runs
import TestSupport

/// Well: one list, newest first, paged by cursors that name the last row; rows change until their
/// run has ended.
struct WellModel: VendorModel {
    fileprivate struct Row: Sendable {
        let id: String
        let pk: Int
        let connector: Int
        let created: Timestamp
        /// When the list begins to hold it: rows are written a while after they are dated.
        let visible: Timestamp
        let trigger: String?
        var status = "scheduled"
        var started: Timestamp?
        var completed: Timestamp?
        var error: String?
        var task: String?
        var synced = 0
        var updated: Timestamp
    }

    /// Newest first.
    private var rows: [Row] = []
    private var known: Set<RunID> = []
    private var labels: [String?] = [nil, "Mercury", "Stripe"]
    private var lastPK = 0
    /// Cursors of an earlier time are refused.
    private var epoch = 0
    /// What one page holds at most, whatever is asked for.
    private let cap: Int
    /// How exact times are, in milliseconds.
    private let grain: Int
    /// How late a row may be seen, in milliseconds.
    private let delay: Int
    /// Whether a page may begin with the last rows of the page before.
    private let repeatsRows: Bool
    private var repetition: SeededRandom

    init(random: inout SeededRandom, now: Timestamp) {
        cap = random.pick(4, 4, 10, 500)
        grain = random.pick(1, .second, 10 * .second)
        delay = random.pick(0, 5 * .second, 109 * .second)
        repeatsRows = random.chance(0.3)
        repetition = SeededRandom(seed: random.next())
        let count = random.number(0...(random.chance(0.05) ? 160 : 20))
        for _ in 0..<count {
            let age = random.number(0...(random.chance(0.8) ? 23 : 40) * .hour)
            insert(&random, created: now - age, at: now)
            for _ in 0..<random.number(0...3) { advance(rows.count - 1, &random, at: now) }
        }
    }

    func provider(_ client: APIClient) -> any Provider { WellProvider(client: client) }

    /// How many rows a page brings at least that the page before had not.
    private var stride: Int { min(cap, 100) - (repeatsRows ? 2 : 0) }

    /// A poll may have to walk down to a row that still runs, and six times so: each of three
    /// walks begins anew where a cursor is refused.
    var mostCalls: Int { 6 * (lastPK / stride + 2) + 4 }

    /// The two lists of connectors, and the top of the list down to two minutes before its newest
    /// row.
    var quietCalls: Int {
        let top = rows.first.map { $0.created - 2 * .minute } ?? Timestamp(seconds: 0)
        return 4 + rows.count { $0.created >= top } / stride
    }

    mutating func change(_ random: inout SeededRandom, at now: Timestamp) {
        switch random.number(0...19) {
        case 0...7:
            // Runs that were begun together are dated alike.
            for _ in 0..<(random.chance(0.2) ? random.number(2...12) : 1) {
                insert(&random, created: now, at: now)
            }
        case 8...16:
            let open = rows.indices.filter { rows[$0].completed == nil }
            guard !open.isEmpty else { return }
            advance(open[random.number(0...open.count - 1)], &random, at: now)
        case 17:
            guard !rows.isEmpty else { return }
            rows.remove(at: random.number(0...rows.count - 1))
        case 18: labels[random.number(0...2)] = random.chance(0.3) ? nil : random.id("label ")
        default: if random.chance(0.3) { epoch += 1 }
        }
    }

    private mutating func insert(
        _ random: inout SeededRandom, created: Timestamp, at now: Timestamp
    ) {
        lastPK += 1
        let dated = created.rounded(to: grain)
        let row = Row(
            id: random.id("run-"), pk: lastPK, connector: random.number(0...2), created: dated,
            visible: now + random.number(0...delay) - (created < now ? .hour : 0),
            trigger: random.pick("cloud_task", "manual", "oauth_callback", nil),
            task: random.chance(0.5) ? random.id("task-") : nil, updated: dated)
        known.insert(RunID(row.id))
        let place = rows.firstIndex { ($0.created, $0.pk) < (row.created, row.pk) }
        rows.insert(row, at: place ?? rows.count)
    }

    /// Lets a run go on: it is picked up, makes progress, or ends.
    private mutating func advance(
        _ index: Int, _ random: inout SeededRandom, at now: Timestamp
    ) {
        var row = rows[index]
        let moment = max(now.rounded(to: grain), row.updated)
        switch row.status {
        case "scheduled":
            row.status = "in_progress"
            row.started = moment
        case "in_progress" where random.chance(0.3):
            // Progress dated like the state before could not be told from it.
            guard moment > row.updated else { return }
            row.synced += random.number(1...100)
        case "in_progress":
            row.status = random.pick("success", "error")
            row.completed = moment
            row.error = row.status == "error" ? random.id("it broke: ") : nil
        default: return
        }
        row.updated = moment
        rows[index] = row
    }

    mutating func reply(to call: ModelCall, at now: Timestamp) -> HTTPReply {
        switch call.path {
        case "/v1/workspace-connectors":
            let rows = labels.indices.map { index in
                """
                {"type":"workspace_connector","id":"wc-\(index)","attributes":{"status":"active",\
                "config":{"account_label":\(quoted(labels[index]))}},"relationships":{"connector":\
                {"data":{"type":"connector","id":"c-\(index)"}}}}
                """
            }
            return list(rows, next: nil)
        case "/v1/connectors":
            let rows = labels.indices.map {
                #"{"type":"connector","id":"c-\#($0)","attributes":{"name":"Bank \#($0)"}}"#
            }
            return list(rows, next: nil)
        case "/v1/workspace-connector-sync-logs": return logs(call, at: now)
        default: return .broken
        }
    }

    private mutating func logs(_ call: ModelCall, at now: Timestamp) -> HTTPReply {
        guard call.takes("limit", "cursor"), let limit = call.number("limit", 1...500) else {
            return .broken
        }
        let visible = rows.filter { $0.visible <= now }
        var start = 0
        if let cursor = call.query["cursor"] {
            let parts = cursor.split(separator: "/").compactMap { Int($0) }
            guard parts.count == 3 else { return .broken }
            guard parts[0] == epoch else {
                return .json(
                    #"{"code":"BAD_REQUEST","status":400,"title":"Bad Request"}"#, status: 400)
            }
            let last = (Timestamp(milliseconds: Int64(parts[1])), parts[2])
            start = visible.firstIndex { ($0.created, $0.pk) < last } ?? visible.count
            if repeatsRows, repetition.chance(0.2) { start = max(0, start - 2) }
        }
        let page = visible[start...].prefix(min(limit, cap))
        let next = start + page.count < visible.count ? page.last : nil
        let cursor = next.map { "\(epoch)/\($0.created.milliseconds)/\($0.pk)" }
        return list(page.map(\.json), next: cursor, total: visible.count)
    }

    private func list(_ rows: [String], next: String?, total: Int? = nil) -> HTTPReply {
        .json(
            #"{"data":[\#(rows.joined(separator: ","))],"meta":{"total":\#(total ?? rows.count),"#
                + #""count":\#(rows.count)},"links":{"next":\#(quoted(next))}}"#)
    }

    func truth(since: Timestamp) -> Truth {
        let owed = rows.filter { $0.created >= since }.map { row in
            OwedRun(run: row.run(named: labels[row.connector]), moments: [row.created])
        }
        return Truth(owed: owed, known: known)
    }
}

extension WellModel.Row {
    fileprivate var json: String {
        """
        {"type":"workspace_connector_sync_log","id":"\(id)","attributes":{"status":"\(status)",\
        "trigger_type":\(quoted(trigger)),"started_at":\(quoted(started)),\
        "completed_at":\(quoted(completed)),"duration_ms":\(quoted(duration)),\
        "error":\(quoted(error)),"cloud_task_id":\(quoted(task)),\
        "metadata":{"records_synced":\(synced)},"created_at":\(quoted(created)),\
        "updated_at":\(quoted(updated))},"relationships":{"workspaceConnector":{"data":\
        {"type":"workspace_connector","id":"wc-\(connector)"}}}}
        """
    }

    private var duration: Int64? {
        guard let started, let completed else { return nil }
        return completed.milliseconds(since: started)
    }

    fileprivate func run(named label: String?) -> Run {
        let statuses: [String: RunStatus] = [
            "scheduled": .queued, "in_progress": .running, "success": .succeeded, "error": .failed,
        ]
        var run = Run(
            source: SourceName("upstream"), provider: .well, id: RunID(id),
            status: statuses[status] ?? .unknown, firstSeen: created)
        run.pipeline = Pipeline(
            id: PipelineID("wc-\(connector)"), name: label ?? "Bank \(connector)")
        run.rawStatus = status
        run.trigger = trigger
        run.startedAt = started ?? created
        run.finishedAt = completed
        run.duration = duration
        run.error = error.map { RunError(message: $0) }
        run.metadata = .object([.init("records_synced", .integer(synced))])
        run.related = task.map { [RelatedID(key: "cloud_task_id", value: $0)] } ?? []
        return run
    }
}
