import Providers
import Runs

extension ConformanceCase {
    /// Every row of the suite: each kind of API, in each way in which its page can be understood.
    static let all: [ConformanceCase] =
        [scriptedWell] + scriptedSupermetrics + scriptedElasticPath + scriptedLeadLex
        + scriptedPolytomic + [
            simulatedWell, simulatedSupermetrics, simulatedElasticPath, simulatedLeadLex,
            simulatedPolytomic,
        ]

    private static let scriptedWell = ConformanceCase(
        testDescription: "well, scripted",
        kind: .well,
        provider: { WellProvider(client: $0) },
        stage: {
            .scripted(
                unauthorized: """
                    {"code":"UNAUTHORIZED","status":401,"title":"Unauthorized",
                     "message":"See title.","meta":{"trace_id":"a1b2c3","log_id":"a1b2c3"}}
                    """
            ) { runs in
                let list = WellList(runs)
                let labels = names(runs, "attributes.config.account_label")
                return { call throws(ProviderError) in
                    switch call.path {
                    case "/v1/workspace-connector-sync-logs": try list.answer(call)
                    case "/v1/workspace-connectors": .json(labels)
                    default: .json(#"{"data":[],"links":{"next":null}}"#)
                    }
                }
            }
        },
        rowsPerRun: 1, largestPage: 500, callFactor: 1.1, unauthorizedCode: "UNAUTHORIZED",
        hasSupportID: true)

    private static let scriptedElasticPath: [ConformanceCase] = [
        scriptedElasticPath(.newestFirst, .counted),
        scriptedElasticPath(.oldestFirst, .counted),
        scriptedElasticPath(.newestFirst, .linked),
        scriptedElasticPath(.oldestFirst, .linked),
        scriptedElasticPath(.newestFirst, .silent),
        scriptedElasticPath(.oldestFirst, .silent),
    ]

    private static func scriptedElasticPath(
        _ order: LogServer.Order, _ style: LogServer.Style
    ) -> ConformanceCase {
        ConformanceCase(
            testDescription: "elastic-path, scripted, \(order), \(style)",
            kind: .elasticPath,
            provider: { ElasticPathProvider(client: $0) },
            stage: {
                .scripted(
                    unauthorized: """
                        {"errors":[{"status":401,"title":"Unauthorized"}]}
                        """
                ) { runs in
                    let server = LogServer(runs, order: order, style: style)
                    let integrations = names(runs, "name")
                    return { call throws(ProviderError) in
                        call.path == "/v2/integrations" ? .json(integrations) : server.answer(call)
                    }
                }
            },
            rowsPerRun: 1, largestPage: 100, callFactor: 1.1, unauthorizedCode: nil,
            hasSupportID: false, tellsRunning: false, omitsTimes: true,
            beginsWithOldest: order == .oldestFirst,
            facts: { run in
                var facts = RunFacts(run)
                facts.finished = nil
                return facts
            })
    }

    private static let scriptedPolytomic: [ConformanceCase] = [
        scriptedPolytomic(.newestFirst, .tokens, callFactor: 1.1),
        scriptedPolytomic(.oldestFirst, .tokens, callFactor: 1.1),
        scriptedPolytomic(.none, .tokens, callFactor: 1.1),
        scriptedPolytomic(.newestFirst, .deadTokens, callFactor: 1.3),
        scriptedPolytomic(.newestFirst, .silent, callFactor: 1.3),
        scriptedPolytomic(.oldestFirst, .silent, callFactor: 1.3),
        scriptedPolytomic(.none, .silent, callFactor: 4),
    ]

    private static func scriptedPolytomic(
        _ order: EventLog.Order, _ paging: EventLog.Paging, callFactor: Double
    ) -> ConformanceCase {
        ConformanceCase(
            testDescription: "polytomic, scripted, \(order), \(paging)",
            kind: .polytomic,
            provider: {
                PolytomicProvider(client: $0, authentication: .bearer(organization: nil))
            },
            stage: {
                .scripted(
                    unauthorized: """
                        {"key":"unauthorized","message":"bad key","metadata":{},"status":401}
                        """
                ) { runs in
                    let log = EventLog(runs, order: order, paging: paging)
                    let syncs = names(runs, "name")
                    return { call throws(ProviderError) in
                        switch call.path {
                        case "/api/events": try log.answer(call)
                        case "/api/syncs": .json(syncs)
                        default: .json(#"{"data":null}"#)
                        }
                    }
                }
            },
            rowsPerRun: 2, largestPage: 100, callFactor: callFactor,
            unauthorizedCode: "unauthorized", hasSupportID: false)
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
                id: RunID(run.id), created: run.started, status: run.wellStatus,
                updated: run.outcome?.finished ?? run.started)
            entry.pipeline = run.pipeline
            entry.finished = run.outcome?.finished
            entry.error = run.outcome?.error
            return entry
        }
    }
}

extension LogServer {
    fileprivate init(_ runs: [ServedRun], order: Order, style: Style) {
        let ended = runs.filter { $0.outcome != nil }.sorted { $0.started < $1.started }
        self.init(order: order, style: style)
        for run in ended {
            add(
                run.id, integration: run.pipeline, succeeded: run.outcome?.error == nil,
                detail: run.outcome?.error, created: run.isUndated ? nil : run.started,
                milliseconds: run.outcome.map { $0.finished.milliseconds(since: run.started) })
        }
    }
}

extension EventLog {
    fileprivate init(_ runs: [ServedRun], order: Order, paging: Paging) {
        self.init(order: order, paging: paging)
        for run in runs {
            for event in run.polytomicEvents {
                add(
                    "\(run.id)-\(event.type)", event.type, execution: run.id, at: event.created,
                    sync: run.pipeline, error: event.error)
            }
        }
    }
}

extension ServedRun {
    /// Well's word for how the run stands.
    var wellStatus: String {
        outcome.map { $0.error == nil ? "success" : "error" } ?? "in_progress"
    }

    /// What Polytomic tells of the run.
    var polytomicEvents: [(type: String, created: Timestamp, error: String?)] {
        let begin = (type: "sync.running", created: started, error: String?.none)
        guard let outcome else { return [begin] }
        let type = outcome.error == nil ? "sync.completed" : "sync.failed"
        return [begin, (type, outcome.finished, outcome.error)]
    }
}
