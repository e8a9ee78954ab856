/// A believable LeadLex account that lives, as a pure function of its settings and the time.
struct LeadLexScenario: LeadLexData {
    let workflows: [LeadLexWorkflow]
    private let schedule: RunSchedule
    /// Mixed into what identifies a run, so that a restart never reuses an identifier.
    private let identity: UInt64

    init(_ settings: ScenarioSettings) {
        var draw = SplitMix64(seed: settings.seed, 41)
        workflows = LeadLexPipeline.all.map { pipeline in
            LeadLexWorkflow(
                id: "wf_" + draw.hex(digits: 12), name: pipeline.name,
                actionType: pipeline.action.rawValue)
        }
        schedule = RunSchedule(settings: settings, profiles: LeadLexPipeline.all.map(\.profile))
        identity = settings.seed ^ UInt64(bitPattern: settings.start.microseconds)
    }

    func lastTrigger(of workflow: String, at now: Moment) -> Moment? {
        guard let pipeline = place(of: workflow) else { return nil }
        for ordinal in (0..<begun(pipeline, at: now)).reversed() {
            let run = run(ordinal, of: pipeline)
            if run.outcome != .cancelled { return run.created }
        }
        return nil
    }

    func logs(
        of workflow: String, _ query: LeadLexLogQuery, at now: Moment
    ) -> (logs: [LeadLexLog], total: Int) {
        guard let pipeline = place(of: workflow) else { return ([], 0) }
        let begun = begun(pipeline, at: now)
        let forgotten = min(
            begun, schedule.cycle.runs(of: pipeline, among: schedule.settings.forgotten))
        let wanted = query.after.map { earliest(notBefore: $0, of: pipeline, among: begun) } ?? 0
        let first = max(forgotten, wanted)
        // Only the newest may still run; all that is older is there, and need not be looked at.
        var settled = begun
        while settled > first, schedule.lastChange(before: index(settled - 1, pipeline) + 1) > now {
            settled -= 1
        }
        var newest = (settled..<begun).reversed().filter {
            run($0, of: pipeline).finished <= now
        }
        var older = first..<settled
        if let status = query.status {
            newest = (newest + older.reversed()).filter {
                log($0, of: pipeline).outcome.status == status
            }
            older = 0..<0
        }
        let (skipped, size) = (query.paging.skipped, query.paging.perPage)
        var ordinals = Array(newest.dropFirst(skipped).prefix(size))
        let end = older.upperBound - max(0, skipped - newest.count)
        let count = min(size - ordinals.count, max(0, end - older.lowerBound))
        ordinals += (max(0, end - count)..<max(0, end)).reversed()
        return (ordinals.map { log($0, of: pipeline) }, newest.count + older.count)
    }

    /// Returns the entries of past runs.
    func past(_ runs: Range<Int>) -> [LeadLexLog] {
        runs.map { index in
            let (pipeline, ordinal) = schedule.cycle.turn(of: index)
            return log(ordinal, of: pipeline)
        }
    }

    private func place(of workflow: String) -> Int? {
        workflows.firstIndex { $0.id == workflow }
    }

    /// How many runs of a workflow have begun.
    private func begun(_ pipeline: Int, at now: Moment) -> Int {
        schedule.cycle.runs(of: pipeline, among: schedule.count(at: now))
    }

    private func index(_ ordinal: Int, _ pipeline: Int) -> Int {
        schedule.cycle.index(of: ordinal, in: pipeline)
    }

    private func run(_ ordinal: Int, of pipeline: Int) -> ScheduledRun {
        schedule.run(index(ordinal, pipeline))
    }

    /// The first of a workflow's runs that was not triggered before a moment.
    private func earliest(notBefore moment: Moment, of pipeline: Int, among count: Int) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if schedule.creation(of: index(middle, pipeline)) < moment {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    private func log(_ ordinal: Int, of pipeline: Int) -> LeadLexLog {
        let run = run(ordinal, of: pipeline)
        let workflow = LeadLexPipeline.all[pipeline]
        var draw = run.details
        var ids = SplitMix64(seed: identity, 42, UInt64(run.index))
        let outcome = workflow.outcome(of: run, &draw)
        return LeadLexLog(
            id: "wfl_" + ids.hex(digits: 16), workflow: workflows[pipeline].id,
            triggeredAt: run.created, entityType: workflow.entity,
            entityID: "\(workflow.entity)_" + draw.hex(digits: 10), outcome: outcome,
            durationMilliseconds: run.finished.milliseconds(since: run.created))
    }
}
