struct ElasticPathScenario: ElasticPathData, Scenario {
    let integrations: [ElasticPathIntegration]
    let style = ElasticPathWorld.Style.counted
    let servesStoreLogs = true
    /// The vendor's limit for a store in production.
    let requestsPerSecond: Int? = 100
    private let schedule: RunSchedule

    private static let attempts = 3
    private static let detail =
        "Received a status code outside of 2xx range - treating webhook as a fail"

    init(_ settings: ScenarioSettings) {
        var draw = SplitMix64(seed: settings.seed, 32)
        integrations = ElasticPathPipeline.all.map { $0.integration(&draw) }
        schedule = RunSchedule(
            settings: settings, profiles: ElasticPathPipeline.all.map(\.profile))
    }

    var pipelines: [(id: String, name: String)] { integrations.map { ($0.id, $0.name) } }

    func logs(
        of integration: String?, offset: Int, limit: Int, at now: Moment
    ) -> Page<ElasticPathLog> {
        let own = integrations.firstIndex { $0.id == integration }
        guard own != nil || integration == nil else { return Page(rows: []) }
        let reported = schedule.reported(of: own, at: now)
        let page = reported.newest(limit, skipping: offset)
        return Page(rows: page.map { log(reported.index(of: $0)) }, total: reported.ordinals.count)
    }

    func logs(of integration: String, job: String, at now: Moment) -> [ElasticPathLog] {
        // Jobs of the newest logs only, where a person may look.
        logs(of: integration, offset: 0, limit: 1_000, at: now).rows.filter { $0.job == job }
    }

    func past(_ runs: Range<Int>) -> [ElasticPathLog] { runs.map(log) }

    private func log(_ index: Int) -> ElasticPathLog {
        let run = schedule.run(index)
        let pipeline = ElasticPathPipeline.all[run.pipeline]
        let (job, attempt) = job(of: index)
        var draw = run.details
        var ids = schedule.settings.identifiers(33, index)
        var log = ElasticPathLog(
            id: ids.uuid(), integration: integrations[run.pipeline].id, job: job,
            createdAt: run.created)
        log.attempt = attempt
        log.showsTime = pipeline.showsTime
        log.processingTime = seconds(of: run, pipeline)
        switch run.outcome {
        case .failed(let reason):
            fail(&log, reason, &draw)
        case .succeeded, .warning, .cancelled:
            log.body = draw.chance(0.5) ? "ok" : ["accepted": .integer(1 + draw.below(4))]
            if draw.chance(0.02) {
                log.body = "Not Found"
                log.statusCode = 404
                log.errorDetail = Self.detail
            }
        }
        return log
    }

    private func fail(_ log: inout ElasticPathLog, _ reason: String, _ draw: inout SplitMix64) {
        log.succeeded = false
        let parts = reason.split(separator: "|", maxSplits: 1)
        guard parts.count == 2, let status = Int(parts[0]) else {
            log.statusCode = nil
            log.errorDetail = reason
            return
        }
        log.statusCode = status
        log.body = .string(String(parts[1]))
        log.errorDetail = draw.chance(0.3) ? Self.detail : nil
    }

    /// Up to three consecutive attempts of one integration belong to one job, as long as they fail.
    private func job(of index: Int) -> (id: String, attempt: Int) {
        let (pipeline, ordinal) = schedule.cycle.turn(of: index)
        var first = ordinal
        while first % Self.attempts != 0 {
            let before = schedule.run(schedule.cycle.index(of: first - 1, in: pipeline))
            guard case .failed = before.outcome else { break }
            first -= 1
        }
        var draw = schedule.settings.identifiers(34, pipeline, first)
        return (draw.uuid(), ordinal - first + 1)
    }

    private func seconds(of run: ScheduledRun, _ pipeline: ElasticPathPipeline) -> String {
        var draw = schedule.settings.identifiers(35, run.index)
        let factor = 0.4 + 1.4 * draw.fraction()
        let micros = Int(pipeline.profile.usualSeconds * factor * 1_000_000)
        return "\(micros / 1_000_000).\(padded(micros % 1_000_000, to: 6))"
    }
}
