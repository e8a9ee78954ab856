/// What a Supermetrics team holds at any moment.
protocol SupermetricsData: Sendable {
    var team: Int { get }
    var connectors: [SupermetricsConnector] { get }

    func logs(
        of connector: String, before: Moment?, limit: Int, at now: Moment
    ) -> [SupermetricsLog]
}

/// A team of given records. An entry appears when the clock reaches its time.
package struct SupermetricsWorld: SupermetricsData {
    let team: Int
    let connectors: [SupermetricsConnector]
    private let logs: [String: [SupermetricsLog]]

    /// Creates a world; entries of one moment keep their order.
    package init(
        logs: [SupermetricsLog], connectors: [SupermetricsConnector], team: Int = 936_506
    ) {
        self.team = team
        self.connectors = connectors
        self.logs = Dictionary(grouping: logs, by: \.connector).mapValues { logs in
            logs.enumerated().sorted {
                ($1.element.loggedAt, $0.offset) < ($0.element.loggedAt, $1.offset)
            }.map(\.element)
        }
    }

    func logs(
        of connector: String, before: Moment?, limit: Int, at now: Moment
    ) -> [SupermetricsLog] {
        let existing = (logs[connector] ?? []).drop { log in
            log.loggedAt > now || before.map { log.loggedAt >= $0 } ?? false
        }
        return Array(existing.prefix(limit))
    }
}

struct SupermetricsScenario: SupermetricsData, Scenario {
    let team = 936_506
    private let schedule: RunSchedule

    init(_ settings: ScenarioSettings) {
        schedule = RunSchedule(
            settings: settings, profiles: SupermetricsPipeline.all.map(\.profile))
    }

    var connectors: [SupermetricsConnector] { SupermetricsPipeline.all.map(\.connector) }

    var pipelines: [(id: String, name: String)] {
        connectors.map { ($0.identifier, $0.name) }
    }

    func logs(
        of connector: String, before: Moment?, limit: Int, at now: Moment
    ) -> [SupermetricsLog] {
        let found = connectors.firstIndex { $0.identifier == connector }
        guard let pipeline = found else { return [] }
        let reported = schedule.reported(
            of: pipeline, at: before.map { min(now, $0.lastBefore) } ?? now)
        return reported.newest(limit).map { log(reported.run($0)) }
    }

    func past(_ runs: Range<Int>) -> [SupermetricsLog] { runs.map { log(schedule.run($0)) } }

    private func log(_ run: ScheduledRun) -> SupermetricsLog {
        let pipeline = SupermetricsPipeline.all[run.pipeline]
        var draw = run.details
        var ids = schedule.settings.identifiers(32, run.index)
        let call = draw.pick(pipeline.calls)
        let hasAnswer = !draw.chance(0.01)
        var log = SupermetricsLog(
            connector: pipeline.connector.identifier,
            id: draw.chance(0.03) ? nil : "\(run.index)-\(ids.hex(digits: 8))",
            loggedAt: run.created.wholeSeconds, timeForm: timeForm(&draw),
            status: hasAnswer ? (call.request.hasPrefix("POST") ? 201 : 200) : nil,
            durationMilliseconds: hasAnswer ? run.finished.milliseconds(since: run.started) : nil)
        log.event = draw.chance(0.02) ? nil : call.event
        log.request = call.request.replacing("{n}", with: String(draw.below(90) + 2))
            .replacing("{id}", with: draw.hex(digits: 8))
        log.requestID = ids.uuid()
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
    fileprivate var wholeSeconds: Moment { whole(1_000_000) }

    /// The last moment whose whole second is before this one.
    fileprivate var lastBefore: Moment {
        let isWhole = wholeSeconds == self
        return Moment(microseconds: wholeSeconds.microseconds + (isWhole ? 0 : 1_000_000) - 1)
    }
}
