import Providers
import Runs
import Simulator

extension WalkCase {
    static let elasticPath: [WalkCase] = [
        elasticPath("newest first", .newestFirst, .linked, readingCalls: 106),
        elasticPath("oldest first", .oldestFirst, .counted, readingCalls: 106),
    ]

    private static func elasticPath(
        _ variant: String, _ order: ElasticPathWorld.Order, _ style: ElasticPathWorld.Style,
        readingCalls: Int
    ) -> WalkCase {
        WalkCase(
            testDescription: "elastic-path, \(variant)",
            provider: { ElasticPathProvider(client: $0) }, vendor: .elasticPath,
            world: {
                .elasticPath(
                    ElasticPathWorld(
                        logs: WalkRow.all.map(\.elasticPathLog),
                        integrations: (0..<WalkRow.pipelineCount).map {
                            ElasticPathIntegration(id: "p-\($0)", name: WalkRow.name(of: $0))
                        }, order: order, style: style))
            },
            runs: { _ in WalkRow.all.map { $0.elasticPathRun(in: order) } },
            lists: [WalkRow.count], largestPage: 100, discoveryCalls: 1,
            readingCalls: readingCalls)
    }
}

extension WalkRow {
    /// Every fifth log is the third attempt at its job.
    private var attempt: Int { isOne(of: 5) ? 3 : 1 }

    private var showsTime: Bool { !isOne(of: 61) }

    private var succeeded: Bool { !isOne(of: 6) }

    private var detail: String? {
        // Some succeeded all the same.
        isOne(of: 9) ? "unexpected response: 404 Not Found" : nil
    }

    fileprivate var elasticPathLog: ElasticPathLog {
        ElasticPathLog(
            id: id, integration: pipelineID, job: "job-\(index / 3)", succeeded: succeeded,
            errorDetail: detail, createdAt: Moment(started)
        ).with {
            $0.attempt = attempt
            $0.body = .string("body of \(index)")
            $0.statusCode = isOne(of: 6) ? nil : (isOne(of: 9) ? 404 : 200)
            $0.showsTime = showsTime
            $0.processingTime =
                isOne(of: 7) ? nil : "\(duration / 1_000).\(duration % 1_000 / 100)"
        }
    }

    fileprivate func elasticPathRun(in order: ElasticPathWorld.Order) -> Run {
        var run = run(.elasticPath, succeeded ? .succeeded : .failed)
        run.rawStatus = succeeded ? "true" : "false"
        run.attempt = attempt
        run.httpStatus = elasticPathLog.statusCode
        run.error = (detail ?? (succeeded ? nil : "body of \(index)")).map {
            RunError(message: $0)
        }
        run.metadata = .string("body of \(index)")
        run.related = [RelatedID(key: "job_id", value: "job-\(index / 3)")]
        run.duration = isOne(of: 7) ? nil : duration
        guard !showsTime else { return run }
        run.startedAt = nil
        run.timeSource = .firstSeen
        // Those without a time are listed as the vendor does.
        let place = order == .oldestFirst ? index : Self.count - 1 - index
        run.listPlace = ListPlace(arrival: .backlog, listed: .test, rank: -Int64(place))
        return run
    }
}
