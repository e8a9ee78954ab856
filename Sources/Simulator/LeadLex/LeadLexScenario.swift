struct LeadLexScenario: LeadLexData, Scenario {
    let plan: LeadLexPlan
    let workflows: [LeadLexWorkflow]
    private let schedule: RunSchedule

    init(_ settings: ScenarioSettings, plan: LeadLexPlan = .generous) {
        self.plan = plan
        var draw = SplitMix64(seed: settings.seed, 41)
        workflows = LeadLexPipeline.all.map { pipeline in
            LeadLexWorkflow(
                id: "wf_" + draw.hex(digits: 12), name: pipeline.name,
                actionType: pipeline.action.rawValue)
        }
        schedule = RunSchedule(settings: settings, profiles: LeadLexPipeline.all.map(\.profile))
    }

    var pipelines: [(id: String, name: String)] { workflows.map { ($0.id, $0.name) } }

    func lastTrigger(of workflow: String, at now: Moment) -> Moment? {
        guard let reported = reported(of: workflow, at: now) else { return nil }
        for ordinal in (0..<reported.ordinals.upperBound).reversed() {
            let run = reported.run(ordinal)
            if run.outcome != .cancelled { return run.created }
        }
        return nil
    }

    func logs(
        of workflow: String, _ query: LeadLexLogQuery, at now: Moment
    ) -> Page<LeadLexLog> {
        guard let reported = reported(of: workflow, at: now) else { return Page(rows: []) }
        let begun = reported.ordinals.upperBound
        let first = firstIndex(in: reported.ordinals) { ordinal in
            query.after.map { schedule.creation(of: reported.index(of: ordinal)) >= $0 } ?? true
        }
        // Only the newest may still run; older ones are complete, and need no check.
        var settled = begun
        while settled > first,
            schedule.lastChange(before: reported.index(of: settled - 1) + 1) > now
        {
            settled -= 1
        }
        var newest = (settled..<begun).reversed().filter { reported.run($0).finished <= now }
        var older = first..<settled
        if let status = query.status {
            newest = (newest + older.reversed()).filter {
                log(reported.run($0)).outcome.status == status
            }
            older = 0..<0
        }
        let (skipped, size) = (query.paging.skipped, query.paging.perPage)
        var ordinals = Array(newest.dropFirst(skipped).prefix(size))
        let end = older.upperBound - max(0, skipped - newest.count)
        let count = min(size - ordinals.count, max(0, end - older.lowerBound))
        ordinals += (max(0, end - count)..<max(0, end)).reversed()
        return Page(
            rows: ordinals.map { log(reported.run($0)) }, total: newest.count + older.count)
    }

    func past(_ runs: Range<Int>) -> [LeadLexLog] { runs.map { log(schedule.run($0)) } }

    private func reported(of workflow: String, at now: Moment) -> ReportedRuns? {
        workflows.firstIndex { $0.id == workflow }.map { schedule.reported(of: $0, at: now) }
    }

    private func log(_ run: ScheduledRun) -> LeadLexLog {
        let workflow = LeadLexPipeline.all[run.pipeline]
        var draw = run.details
        var ids = schedule.settings.identifiers(42, run.index)
        let outcome = workflow.outcome(of: run, &draw)
        var log = LeadLexLog(
            id: "wfl_" + ids.hex(digits: 16), workflow: workflows[run.pipeline].id,
            triggeredAt: run.created, outcome: outcome,
            durationMilliseconds: run.finished.milliseconds(since: run.created))
        log.entityType = workflow.entity
        log.entityID = "\(workflow.entity)_" + draw.hex(digits: 10)
        return log
    }
}
