struct WellScenario: WellData, Scenario {
    let workspace: String
    let connectors: [WellConnector]
    let workspaceConnectors: [WellWorkspaceConnector]
    private let schedule: RunSchedule

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
                        "access_token": .string("ya29.a0" + draw.hex(digits: 32)),
                        "refresh_token": .string("1//0g" + draw.hex(digits: 16)),
                        "scopes": ["accounts.read", "transactions.read"],
                    ]))
        }
        self.connectors = connectors
        workspaceConnectors = instances
        schedule = RunSchedule(settings: settings, profiles: pipelines.map(\.profile))
    }

    /// Named after the accounts, else after the services.
    var pipelines: [(id: String, name: String)] {
        zip(workspaceConnectors, WellPipeline.all).map { ($0.id, $1.label ?? $1.connector) }
    }

    func logCount(at now: Moment) -> Int { schedule.reported(at: now).ordinals.count }

    func logs(after pk: Int?, limit: Int, at now: Moment) -> [WellLog] {
        // A log's `pk` is its index plus one.
        schedule.reported(at: now).newest(limit, below: pk.map { $0 - 1 })
            .map { log(schedule.run($0), at: now) }
    }

    func past(_ runs: Range<Int>) -> [WellLog] {
        runs.map { index in
            let run = schedule.run(index)
            return log(run, at: run.finished)
        }
    }

    private func log(_ run: ScheduledRun, at now: Moment) -> WellLog {
        let pipeline = WellPipeline.all[run.pipeline]
        var draw = run.details
        var ids = schedule.settings.identifiers(22, run.index)
        var log = WellLog(
            pk: run.index + 1, id: ids.uuid(),
            workspaceConnector: workspaceConnectors[run.pipeline].id, status: "scheduled",
            createdAt: run.created)
        log.triggerType = trigger(&draw)
        if log.triggerType == "cloud_task" { log.cloudTaskID = pipeline.taskID(at: run.created) }
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
