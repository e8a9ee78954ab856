/// A believable Supermetrics team that lives, as a pure function of its settings and the time.
struct SupermetricsScenario: SupermetricsData {
    let team = 936_506
    private let schedule: RunSchedule
    /// Mixed into what identifies an entry, so that a restart never reuses an identifier.
    private let identity: UInt64

    init(_ settings: ScenarioSettings) {
        schedule = RunSchedule(
            settings: settings, profiles: SupermetricsPipeline.all.map(\.profile))
        identity = settings.seed ^ UInt64(bitPattern: settings.start.microseconds)
    }

    var connectors: [SupermetricsConnector] { SupermetricsPipeline.all.map(\.connector) }

    func logs(
        of connector: String, before: Moment?, limit: Int, at now: Moment
    ) -> [SupermetricsLog] {
        let pipelines = SupermetricsPipeline.all
        let found = pipelines.firstIndex { $0.connector.identifier == connector }
        guard let pipeline = found else { return [] }
        let latest = before.map { min(now, $0.lastBefore) } ?? now
        let cycle = schedule.cycle
        let end = cycle.runs(of: pipeline, among: schedule.count(at: latest))
        let forgotten = cycle.runs(of: pipeline, among: schedule.settings.forgotten)
        return (min(end, max(forgotten, end - limit))..<end).reversed().map { ordinal in
            log(schedule.run(cycle.index(of: ordinal, in: pipeline)))
        }
    }

    /// Returns the entries of past runs.
    func past(_ runs: Range<Int>) -> [SupermetricsLog] { runs.map { log(schedule.run($0)) } }

    private func log(_ run: ScheduledRun) -> SupermetricsLog {
        let pipeline = SupermetricsPipeline.all[run.pipeline]
        var draw = run.details
        var ids = SplitMix64(seed: identity, 32, UInt64(run.index))
        let call = draw.pick(pipeline.calls)
        let hasAnswer = !draw.chance(0.01)
        var log = SupermetricsLog(
            connector: pipeline.connector.identifier,
            id: draw.chance(0.03) ? nil : "\(run.index)-\(ids.hex(digits: 8))",
            loggedAt: run.created.wholeSeconds, timeForm: timeForm(&draw),
            status: hasAnswer ? (call.request.hasPrefix("POST") ? 201 : 200) : nil,
            event: draw.chance(0.02) ? nil : call.event,
            request: call.request.replacing("{n}", with: String(draw.below(90) + 2))
                .replacing("{id}", with: draw.hex(digits: 8)),
            durationMilliseconds: hasAnswer ? run.finished.milliseconds(since: run.started) : nil,
            requestID: ids.uuid())
        if case .failed(let reason) = run.outcome {
            log.status = Int(reason) ?? 502
            log.durationMilliseconds = run.finished.milliseconds(since: run.started)
            if reason == hostileText { log.request = "GET /v2/reports?note=" + hostileText }
        }
        return log
    }

    private func timeForm(_ draw: inout SplitMix64) -> SupermetricsLog.TimeForm {
        switch draw.fraction() {
        case ..<0.985: .moment
        case ..<0.995: .day
        default: .missing
        }
    }
}

extension Moment {
    /// The moment without what is finer than a second.
    fileprivate var wholeSeconds: Moment {
        Moment(microseconds: microseconds - remainder(of: microseconds, by: 1_000_000))
    }

    /// The last moment whose whole second is before this one.
    fileprivate var lastBefore: Moment {
        let isWhole = wholeSeconds == self
        return Moment(
            microseconds: wholeSeconds.microseconds + (isWhole ? 0 : 1_000_000) - 1)
    }
}
