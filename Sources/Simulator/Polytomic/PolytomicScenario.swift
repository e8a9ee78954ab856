struct PolytomicScenario: PolytomicData, Scenario {
    let organization: String
    let syncs: [PolytomicSync]
    let schedule: RunSchedule
    /// A target for each sync, or a source and a destination.
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
    }

    var pipelines: [(id: String, name: String)] { syncs.map { ($0.id, $0.name) } }

    /// One event of a run, before its text is made.
    struct Sketch {
        var position: EventPosition
        var type: String
        var run: ScheduledRun

        var isEnd: Bool { position.sequence % 4 == 1 }
        /// Whether the event belongs to no execution.
        var isAudit: Bool { position.sequence % 4 == 2 }
    }

    /// Walks runs from the newest down, as long as one may have an event on the page: the cost
    /// depends on the page and not on the history.
    func events(matching query: PolytomicEventQuery, at now: Moment) -> Page<PolytomicEvent> {
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
        return Page(first: query.limit, of: found, place: \.position.token).map(event)
    }

    func executions(
        of sync: String, below number: Int?, limit: Int, at now: Moment
    ) -> Page<PolytomicExecution> {
        guard let pipeline = syncs.firstIndex(where: { $0.id == sync }) else {
            return Page(rows: [])
        }
        let reported = schedule.reported(of: pipeline, at: now)
        let page = Page(first: limit, of: reported.newest(limit + 1, below: number)) {
            PageToken(["n": $0])
        }
        return page.map { execution(of: reported.run($0), at: now) }
    }
}
