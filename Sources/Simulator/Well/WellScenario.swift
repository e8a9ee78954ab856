/// A believable Well workspace that lives, as a pure function of its settings and the time.
struct WellScenario: WellData {
    let workspace: String
    let connectors: [WellConnector]
    let workspaceConnectors: [WellWorkspaceConnector]
    private let schedule: RunSchedule
    /// Mixed into what identifies a run, so that a restart never reuses an identifier.
    private let identity: UInt64

    init(_ settings: ScenarioSettings) {
        let pipelines = WellPipeline.all
        var draw = SplitMix64(seed: settings.seed, 21)
        workspace = draw.uuid()
        var connectors: [WellConnector] = []
        var instances: [WellWorkspaceConnector] = []
        for pipeline in pipelines {
            let known = connectors.first { $0.name == pipeline.connector }
            let connector =
                known
                ?? WellConnector(
                    pk: connectors.count + 1, id: draw.uuid(), name: pipeline.connector)
            if known == nil { connectors.append(connector) }
            instances.append(
                WellWorkspaceConnector(
                    pk: instances.count + 1, id: draw.uuid(), connector: connector.id,
                    accountLabel: pipeline.label, status: pipeline.connectionStatus,
                    secrets: [
                        "access_token": "ya29.a0\(draw.hex(digits: 16))\(draw.hex(digits: 16))",
                        "refresh_token": "1//0g\(draw.hex(digits: 16))",
                        "scopes": ["accounts.read", "transactions.read"],
                    ]))
        }
        self.connectors = connectors
        workspaceConnectors = instances
        schedule = RunSchedule(settings: settings, profiles: pipelines.map(\.profile))
        identity = settings.seed ^ UInt64(bitPattern: settings.start.microseconds)
    }

    func logCount(at now: Moment) -> Int {
        max(0, schedule.count(at: now) - schedule.settings.forgotten)
    }

    func logs(after pk: Int?, limit: Int, at now: Moment) -> [WellLog] {
        let count = schedule.count(at: now)
        // A log's `pk` is its index plus one.
        let end = min(count, max(0, pk.map { $0 - 1 } ?? count))
        let first = min(end, max(schedule.settings.forgotten, end - limit))
        return (first..<end).reversed().map { log(schedule.run($0), at: now) }
    }

    /// Returns the logs of past runs, as they ended.
    func past(_ runs: Range<Int>) -> [WellLog] {
        runs.map { index in
            let run = schedule.run(index)
            return log(run, at: run.finished)
        }
    }

    private func log(_ run: ScheduledRun, at now: Moment) -> WellLog {
        let pipeline = WellPipeline.all[run.pipeline]
        var draw = run.details
        var ids = SplitMix64(seed: identity, 22, UInt64(run.index))
        let trigger = trigger(&draw)
        let task = trigger == "cloud_task" ? pipeline.taskID(at: run.created) : nil
        var log = WellLog(
            pk: run.index + 1, id: ids.uuid(),
            workspaceConnector: workspaceConnectors[run.pipeline].id, status: "scheduled",
            triggerType: trigger, createdAt: run.created, cloudTaskID: task)
        switch run.phase(at: now) {
        case .queued:
            return log
        case .running:
            log.status = "in_progress"
        case .finished(let outcome):
            log.status = "success"
            log.completedAt = run.finished
            log.metadata = pipeline.metadata(of: run, &draw)
            if case .failed(let error) = outcome {
                log.status = "error"
                log.error = error
            }
        }
        log.startedAt = run.started
        log.updatedAt = log.completedAt ?? run.started
        return log
    }

    private func trigger(_ draw: inout SplitMix64) -> String? {
        switch draw.fraction() {
        case ..<0.84: "cloud_task"
        case ..<0.94: "manual"
        case ..<0.98: "oauth_callback"
        default: nil
        }
    }
}
