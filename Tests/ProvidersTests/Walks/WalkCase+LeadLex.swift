import Providers
import Runs
import Simulator

extension WalkCase {
    /// A walk reads the list of workflows for itself, which has what no discovery tells of.
    static let leadLex = WalkCase(
        testDescription: "leadlex", provider: { LeadLexProvider(client: $0) }, vendor: .leadlex,
        world: {
            .leadlex(
                LeadLexWorld(
                    workflows: (0..<WalkRow.pipelineCount).map {
                        LeadLexWorkflow(id: "p-\($0)", name: WalkRow.name(of: $0))
                    }, logs: WalkRow.all.map(\.leadLexLog)))
        },
        runs: { _ in WalkRow.all.map(\.leadLexRun) },
        lists: WalkRow.countsByPipeline, largestPage: 100, discoveryCalls: 1, readingCalls: 104)
}

extension WalkRow {
    private var outcome: LeadLexLog.Outcome {
        switch index % 3 {
        case 0: .success(result: ["sent": .integer(index), "to": ["ana", nil]])
        case 1: .failed(code: "smtp_\(index % 7)", message: "refused \(index)")
        default: .skipped(reason: "condition_\(index % 5)")
        }
    }

    private var entityType: String { isOne(of: 2) ? "deal" : "contact" }

    fileprivate var leadLexLog: LeadLexLog {
        LeadLexLog(
            id: id, workflow: pipelineID, triggeredAt: Moment(started), outcome: outcome,
            durationMilliseconds: Int(duration)
        ).with {
            $0.entityType = entityType
            $0.entityID = "entity-\(index)"
        }
    }

    fileprivate var leadLexRun: Run {
        var run: Run
        switch outcome {
        case .success(let result):
            run = self.run(.leadlex, .succeeded)
            run.rawStatus = "success"
            run.metadata = .object([.init("action_result", JSONValue(result))])
        case .failed(let code, let message):
            run = self.run(.leadlex, .failed)
            run.rawStatus = "failed"
            run.error = RunError(code: code, message: message)
        case .skipped(let reason):
            run = self.run(.leadlex, .skipped)
            run.rawStatus = "skipped"
            run.metadata = .object([.init("skip_reason", .string(reason))])
        }
        run.trigger = entityType
        run.finishedAt = finished
        run.duration = duration
        run.related = [RelatedID(key: "entity_id", value: "entity-\(index)")]
        return run
    }
}
