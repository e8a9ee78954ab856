import Providers
import Runs
import Simulator

extension WalkCase {
    /// Runs are told by the event that they ended, every other one also by that of its beginning.
    static let polytomic = WalkCase(
        testDescription: "polytomic",
        provider: { PolytomicProvider(client: $0, authentication: .bearer(organization: nil)) },
        vendor: .polytomic,
        world: {
            .polytomic(
                PolytomicWorld(
                    events: WalkRow.all.flatMap(\.polytomicEvents),
                    syncs: (0..<WalkRow.pipelineCount).map {
                        PolytomicSync(
                            id: "p-\($0)", name: WalkRow.name(of: $0),
                            kind: $0 == 0 ? .model : .bulk)
                    }))
        },
        runs: { _ in WalkRow.all.map(\.polytomicRun) },
        lists: [WalkRow.all.reduce(0) { $0 + $1.polytomicEvents.count }], largestPage: 100,
        discoveryCalls: 2, readingCalls: 150)
}

extension WalkRow {
    private enum End: CaseIterable { case completed, warned, failed, canceled }

    /// How it ended; the youngest goes on.
    private var end: End? { index == Self.count - 1 ? nil : End.allCases[index % 4] }

    /// Events are delivered once at most, so that some are missing.
    private var tellsBeginning: Bool { isOne(of: 2) || end == nil }

    private var eventPrefix: String { pipeline == 0 ? "sync" : "bulk_sync" }

    private var endType: String? {
        switch end {
        case .completed: "\(eventPrefix).completed"
        case .warned: "\(eventPrefix).completed_with_error" + (pipeline == 0 ? "s" : "")
        case .failed: "\(eventPrefix).failed"
        case .canceled: "\(eventPrefix).canceled"
        case nil: nil
        }
    }

    fileprivate var polytomicEvents: [PolytomicEvent] {
        var common: [JSON.Member] = [
            .init("execution_id", .string(id)), .init("sync_id", .string(pipelineID)),
            .init("sync_name", .string(Self.name(of: pipeline))),
            .init("target_connection_id", .string("connection-\(index)")),
        ]
        let begin = event("running", "\(eventPrefix).running", at: started, common)
        guard let endType else { return [begin] }
        common.append(.init("trigger", .string(isOne(of: 2) ? "schedule" : "api")))
        if end == .failed { common.append(.init("error", .string("refused \(index)"))) }
        if end == .completed { common.append(.init("insert_count", .integer(index))) }
        let ending = event("end", endType, at: finished, common)
        return tellsBeginning ? [begin, ending] : [ending]
    }

    private func event(
        _ suffix: String, _ type: String, at time: Timestamp, _ members: [JSON.Member]
    ) -> PolytomicEvent {
        PolytomicEvent(
            id: "\(id)-\(suffix)", organization: "o", createdAt: Moment(time), type: type,
            event: .object(members))
    }

    fileprivate var polytomicRun: Run {
        let status: RunStatus =
            switch end {
            case .completed: .succeeded
            case .warned: .warning
            case .failed: .failed
            case .canceled: .cancelled
            case nil: .running
            }
        var run = run(.polytomic, status)
        run.rawStatus = endType ?? "\(eventPrefix).running"
        run.event = run.rawStatus
        run.related = [RelatedID(key: "target_connection_id", value: "connection-\(index)")]
        guard end != nil else { return run }
        run.trigger = isOne(of: 2) ? "schedule" : "api"
        run.finishedAt = finished
        run.startedAt = tellsBeginning ? started : nil
        run.duration = tellsBeginning ? duration : nil
        if end == .failed { run.error = RunError(message: "refused \(index)") }
        if end == .completed {
            run.metadata = .object([.init("insert_count", .integer(index))])
        }
        return run
    }
}
