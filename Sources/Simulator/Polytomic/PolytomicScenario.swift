/// A believable Polytomic organisation that lives, as a pure function of its settings and time.
struct PolytomicScenario: PolytomicData {
    let organization: String
    let syncs: [PolytomicSync]
    let schedule: RunSchedule
    /// Mixed into what identifies a run, so that a restart never reuses an identifier.
    let identity: UInt64
    /// The connections of each sync: a target, or a source and a destination.
    let connections: [(source: String, destination: String)]

    init(_ settings: ScenarioSettings) {
        var draw = SplitMix64(seed: settings.seed, 31)
        organization = draw.uuid()
        var syncs: [PolytomicSync] = []
        var connections: [(source: String, destination: String)] = []
        for pipeline in PolytomicPipeline.all {
            syncs.append(PolytomicSync(id: draw.uuid(), name: pipeline.name, kind: pipeline.kind))
            connections.append((source: draw.uuid(), destination: draw.uuid()))
        }
        self.syncs = syncs
        self.connections = connections
        schedule = RunSchedule(
            settings: settings, profiles: PolytomicPipeline.all.map(\.profile))
        identity = settings.seed ^ UInt64(bitPattern: settings.start.microseconds)
    }

    /// One event of a run: when, and of which kind, before its text is made.
    struct Sketch {
        var position: EventPosition
        var type: String
        var run: ScheduledRun
        var isAudit: Bool
    }

    /// Walks runs from the newest down, as far as any of them can still have an event that
    /// belongs on the page; what it costs depends on the page and not on the history.
    func events(matching query: PolytomicEventQuery, at now: Moment) -> PolytomicEventPage {
        let newest = min(now, query.before ?? now, query.position?.moment ?? now)
        let oldest = max(query.oldest, query.after ?? query.oldest)
        var found: [Sketch] = []
        var index = schedule.count(at: newest)
        while index > schedule.settings.forgotten, schedule.lastChange(before: index) >= oldest {
            if found.count > query.limit, index % 32 == 0 {
                found.sort { $0.position > $1.position }
                let last = found[query.limit].position.moment
                if last > schedule.lastChange(before: index) { break }
            }
            index -= 1
            found += sketches(of: schedule.run(index)).filter {
                query.contains(type: $0.type, at: $0.position, now: now)
            }
        }
        found.sort { $0.position > $1.position }
        let page = found.prefix(query.limit)
        return PolytomicEventPage(
            events: page.map(event), next: found.count > query.limit ? page.last?.position : nil)
    }

    func executions(
        of sync: String, below number: Int?, limit: Int, at now: Moment
    ) -> PolytomicExecutionPage {
        guard let pipeline = syncs.firstIndex(where: { $0.id == sync }) else {
            return PolytomicExecutionPage(executions: [], next: nil)
        }
        let count = schedule.cycle.runs(of: pipeline, among: schedule.count(at: now))
        let end = min(count, max(0, number ?? count))
        let forgotten = schedule.cycle.runs(of: pipeline, among: schedule.settings.forgotten)
        let start = min(end, max(forgotten, end - limit))
        let executions = (start..<end).reversed().map { ordinal in
            let run = schedule.run(schedule.cycle.index(of: ordinal, in: pipeline))
            return execution(of: run, at: now)
        }
        return PolytomicExecutionPage(executions: executions, next: start > forgotten ? start : nil)
    }
}
