import Providers
import Runs

extension ConformanceCase {
    /// One row for each kind of API, and for each way in which its page can be understood.
    static let all: [ConformanceCase] = [well] + polytomic

    private static let well = ConformanceCase(
        testDescription: "well",
        provider: { WellProvider(client: $0) },
        serve: { runs in
            let list = WellList(runs)
            return { call throws(ProviderError) in
                switch call.path {
                case "/v1/workspace-connector-sync-logs": try list.answer(call)
                case "/v1/workspace-connectors":
                    .json(names(runs, "attributes.config.account_label"))
                default: .json(#"{"data":[],"links":{"next":null}}"#)
                }
            }
        },
        rowsPerRun: 1, largestPage: 500, callFactor: 1.1,
        unauthorized: Refusal(
            body: """
                {"code":"UNAUTHORIZED","status":401,"title":"Unauthorized",
                 "message":"See title.","meta":{"trace_id":"a1b2c3","log_id":"a1b2c3"}}
                """,
            code: "UNAUTHORIZED", supportID: "a1b2c3"))

    private static let polytomic: [ConformanceCase] = [
        polytomic(.newestFirst, .tokens, callFactor: 1.1),
        polytomic(.oldestFirst, .tokens, callFactor: 1.1),
        polytomic(.none, .tokens, callFactor: 1.1),
        polytomic(.newestFirst, .deadTokens, callFactor: 1.3),
        polytomic(.newestFirst, .silent, callFactor: 1.3),
        polytomic(.oldestFirst, .silent, callFactor: 1.3),
        polytomic(.none, .silent, callFactor: 4),
    ]

    private static func polytomic(
        _ order: EventLog.Order, _ paging: EventLog.Paging, callFactor: Double
    ) -> ConformanceCase {
        ConformanceCase(
            testDescription: "polytomic, \(order), \(paging)",
            provider: {
                PolytomicProvider(client: $0, authentication: .bearer(organization: nil))
            },
            serve: { runs in
                let log = EventLog(runs, order: order, paging: paging)
                return { call throws(ProviderError) in
                    switch call.path {
                    case "/api/events": try log.answer(call)
                    case "/api/syncs": .json(names(runs, "name"))
                    default: .json(#"{"data":null}"#)
                    }
                }
            },
            rowsPerRun: 2, largestPage: 100, callFactor: callFactor,
            unauthorized: Refusal(
                body: """
                    {"key":"unauthorized","message":"bad key","metadata":{"request_id":"r-1"},
                     "status":401}
                    """,
                code: "unauthorized", supportID: "r-1"))
    }

    /// The pipelines of some runs as a list, with the name `Name of <id>` at a path.
    private static func names(_ runs: [ServedRun], _ path: String) -> JSONValue {
        let rows = Set(runs.map(\.pipeline)).sorted().map { id in
            let name = path.split(separator: ".").reversed().reduce(
                JSONValue.string("Name of \(id)")
            ) { value, key in .object([.init(String(key), value)]) }
            return JSONValue.object([.init("id", .string(id))] + (name.members ?? []))
        }
        return .object([.init("data", .array(rows))])
    }
}

extension WellList {
    fileprivate init(_ runs: [ServedRun]) {
        self.init()
        rows = runs.sorted { $0.started > $1.started }.map { run in
            var entry = Entry(
                id: RunID(run.id), created: run.started, status: "in_progress",
                updated: run.outcome?.finished ?? run.started)
            entry.pipeline = run.pipeline
            entry.finished = run.outcome?.finished
            entry.error = run.outcome?.error
            if let outcome = run.outcome {
                entry.status = outcome.error == nil ? "success" : "error"
            }
            return entry
        }
    }
}

extension EventLog {
    fileprivate init(_ runs: [ServedRun], order: Order, paging: Paging) {
        self.init(order: order, paging: paging)
        for run in runs {
            add(
                "\(run.id)-begin", "sync.running", execution: run.id, at: run.started,
                sync: run.pipeline)
            guard let outcome = run.outcome else { continue }
            add(
                "\(run.id)-end", outcome.error == nil ? "sync.completed" : "sync.failed",
                execution: run.id, at: outcome.finished, sync: run.pipeline,
                error: outcome.error)
        }
    }
}
