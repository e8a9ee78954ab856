extension PolytomicScenario {
    /// The events of a run, and now and then one that belongs to no execution.
    func sketches(of run: ScheduledRun) -> [Sketch] {
        let pipeline = PolytomicPipeline.all[run.pipeline]
        var sketches = [
            sketch(of: run, 0, at: eventMoment(run.started, of: run), "\(pipeline.prefix).running")
        ]
        if !losesEnd(of: run) {
            sketches.append(
                sketch(
                    of: run, 1, at: eventMoment(run.finished, of: run),
                    pipeline.terminalType(of: run.outcome)))
        }
        var draw = SplitMix64(seed: identity, 32, UInt64(run.index))
        if draw.chance(0.06) {
            let type = draw.pick(PolytomicEvent.auditTypes)
            var audit = sketch(of: run, 2, at: eventMoment(run.created, of: run), type)
            audit.isAudit = true
            sketches.append(audit)
        }
        return sketches
    }

    /// Returns the events that opened and closed past runs, the lost ones among them.
    func past(_ runs: Range<Int>) -> [PastExecution] {
        runs.map { index in
            let run = schedule.run(index)
            let pipeline = PolytomicPipeline.all[run.pipeline]
            return PastExecution(
                id: executionID(of: run), sync: syncs[run.pipeline].id,
                opening: event(
                    sketch(
                        of: run, 0, at: eventMoment(run.started, of: run),
                        "\(pipeline.prefix).running")),
                closing: event(
                    sketch(
                        of: run, 1, at: eventMoment(run.finished, of: run),
                        pipeline.terminalType(of: run.outcome))))
        }
    }

    /// Whether the event that closes a run is lost, as events are delivered at most once.
    func losesEnd(of run: ScheduledRun) -> Bool {
        var draw = SplitMix64(seed: identity, 36, UInt64(run.index))
        return draw.chance(0.02)
    }

    /// Makes an event's text.
    func event(_ sketch: Sketch) -> PolytomicEvent {
        let run = sketch.run
        var ids = SplitMix64(
            seed: identity, 33, UInt64(bitPattern: Int64(sketch.position.sequence)))
        return PolytomicEvent(
            id: ids.uuid(), organization: organization, createdAt: sketch.position.moment,
            type: sketch.type,
            event: sketch.isAudit ? audit(sketch, &ids) : body(of: run, isEnd: sketch.isEnd))
    }

    /// The identifier of a run's execution.
    func executionID(of run: ScheduledRun) -> String {
        var ids = SplitMix64(seed: identity, 34, UInt64(run.index))
        return ids.uuid()
    }

    /// Adds to a time what its logging takes: microseconds that two runs of one tick share.
    func eventMoment(_ moment: Moment, of run: ScheduledRun) -> Moment {
        var draw = SplitMix64(seed: identity, 35, UInt64(bitPattern: run.created.microseconds))
        return Moment(microseconds: moment.microseconds + Int64(draw.below(1_000)))
    }

    private func sketch(
        of run: ScheduledRun, _ number: Int, at moment: Moment, _ type: String
    ) -> Sketch {
        Sketch(
            position: EventPosition(moment: moment, sequence: run.index * 4 + number),
            type: type, run: run, isAudit: false)
    }

    private func body(of run: ScheduledRun, isEnd: Bool) -> JSON {
        let pipeline = PolytomicPipeline.all[run.pipeline]
        let sync = syncs[run.pipeline]
        let body: JSON = [
            "execution_id": .string(executionID(of: run)),
            "organization_id": .string(organization),
            "sync_id": .string(sync.id),
        ]
        let ends = connections[run.pipeline]
        let named: JSON
        switch sync.kind {
        case .model:
            named = body.adding([
                JSON.Member("sync_name", .string(sync.name)),
                JSON.Member("target_connection_id", .string(ends.destination)),
            ])
        case .bulk:
            named = body.adding([
                JSON.Member("name", .string(sync.name)),
                JSON.Member("source_connection_id", .string(ends.source)),
                JSON.Member("destination_connection_id", .string(ends.destination)),
            ])
        }
        return isEnd ? named.adding(pipeline.ending(of: run)) : named
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

extension PolytomicScenario.Sketch {
    /// Whether the event closes its run.
    var isEnd: Bool { !isAudit && position.sequence % 4 == 1 }
}
