extension PolytomicScenario {
    /// The events of a run, and now and then one without an execution.
    func sketches(of run: ScheduledRun) -> [Sketch] {
        var sketches = [opening(of: run)]
        if !losesEnd(of: run) { sketches.append(closing(of: run)) }
        var draw = schedule.settings.identifiers(32, run.index)
        if draw.chance(0.06) {
            let type = draw.pick(PolytomicEvent.auditTypes)
            sketches.append(sketch(of: run, 2, at: run.created, type))
        }
        return sketches
    }

    func past(_ runs: Range<Int>) -> [PastExecution] {
        runs.map { index in
            let run = schedule.run(index)
            return PastExecution(
                id: executionID(of: run), sync: syncs[run.pipeline].id,
                opening: event(opening(of: run)), closing: event(closing(of: run)))
        }
    }

    private func opening(of run: ScheduledRun) -> Sketch {
        let type = "\(PolytomicPipeline.all[run.pipeline].prefix).running"
        return sketch(of: run, 0, at: run.started, type)
    }

    private func closing(of run: ScheduledRun) -> Sketch {
        let type = PolytomicPipeline.all[run.pipeline].terminalType(of: run.outcome)
        return sketch(of: run, 1, at: run.finished, type)
    }

    /// Events are delivered at most once, so some ends are lost.
    func losesEnd(of run: ScheduledRun) -> Bool {
        var draw = schedule.settings.identifiers(36, run.index)
        return draw.chance(0.02)
    }

    func event(_ sketch: Sketch) -> PolytomicEvent {
        let run = sketch.run
        var ids = schedule.settings.identifiers(33, sketch.position.sequence)
        return PolytomicEvent(
            id: ids.uuid(), organization: organization, createdAt: sketch.position.moment,
            type: sketch.type,
            event: sketch.isAudit ? audit(sketch, &ids) : body(of: run, isEnd: sketch.isEnd))
    }

    func executionID(of run: ScheduledRun) -> String {
        var ids = schedule.settings.identifiers(34, run.index)
        return ids.uuid()
    }

    /// Adds the time that logging takes: microseconds that two runs of one tick share.
    func eventMoment(_ moment: Moment, of run: ScheduledRun) -> Moment {
        var draw = schedule.settings.identifiers(35, Int(run.created.microseconds))
        return Moment(microseconds: moment.microseconds + Int64(draw.below(1_000)))
    }

    private func sketch(
        of run: ScheduledRun, _ number: Int, at moment: Moment, _ type: String
    ) -> Sketch {
        Sketch(
            position: EventPosition(
                moment: eventMoment(moment, of: run), sequence: run.index * 4 + number),
            type: type, run: run)
    }

    private func body(of run: ScheduledRun, isEnd: Bool) -> JSON {
        let (sync, ends) = (syncs[run.pipeline], connections[run.pipeline])
        let body: JSON = [
            "execution_id": .string(executionID(of: run)),
            "organization_id": .string(organization),
            "sync_id": .string(sync.id),
        ]
        let names: JSON =
            switch sync.kind {
            case .model:
                [
                    "sync_name": .string(sync.name),
                    "target_connection_id": .string(ends.destination),
                ]
            case .bulk:
                [
                    "name": .string(sync.name),
                    "source_connection_id": .string(ends.source),
                    "destination_connection_id": .string(ends.destination),
                ]
            }
        let ending = isEnd ? PolytomicPipeline.all[run.pipeline].ending(of: run) : [:]
        return body.adding(names).adding(ending)
    }

    private func audit(_ sketch: Sketch, _ draw: inout SplitMix64) -> JSON {
        let actor = draw.pick(["ana@northwind.example", "li@northwind.example", "api"])
        return [
            "organization_id": .string(organization),
            "actor": .string(actor),
            "resource_id": .string(draw.uuid()),
        ]
    }
}

extension PolytomicScenario {
    func execution(of run: ScheduledRun, at now: Moment) -> PolytomicExecution {
        let pipeline = PolytomicPipeline.all[run.pipeline]
        let started = eventMoment(run.started, of: run)
        let finished = eventMoment(run.finished, of: run)
        var execution = PolytomicExecution(
            id: executionID(of: run), status: "queued", createdAt: run.created)
        if pipeline.kind == .bulk, run.index % 9 == 0 { execution.type = "full" }
        guard now >= started else { return execution }
        execution.startedAt = started
        execution.status = "running"
        guard now >= finished else { return execution }
        execution.completedAt = finished
        execution.counts = pipeline.counts(of: run)
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
