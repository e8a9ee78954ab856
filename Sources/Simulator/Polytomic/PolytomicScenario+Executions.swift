extension PolytomicScenario {
    /// The execution that a run's events are about, as it stands at a moment.
    func execution(of run: ScheduledRun, at now: Moment) -> PolytomicExecution {
        let pipeline = PolytomicPipeline.all[run.pipeline]
        let started = eventMoment(run.started, of: run)
        let finished = eventMoment(run.finished, of: run)
        var execution = PolytomicExecution(
            id: executionID(of: run), status: "queued", createdAt: run.created,
            type: pipeline.kind == .bulk && run.index % 9 == 0 ? "full" : "incremental")
        guard now >= started else { return execution }
        execution.startedAt = started
        execution.status = "running"
        guard now >= finished else { return execution }
        execution.completedAt = finished
        execution.counts = .object(pipeline.counts(of: run))
        switch run.outcome {
        case .succeeded:
            execution.status = "completed"
        case .warning:
            execution.status = "completed_with_errors"
            execution.errors = [pipeline.warning(of: run)]
        case .failed(let error):
            execution.status = "failed"
            execution.errors = [error]
        case .cancelled:
            execution.status = "canceled"
        }
        return execution
    }
}
