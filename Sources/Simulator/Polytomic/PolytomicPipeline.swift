/// One sync of the seeded Polytomic world.
struct PolytomicPipeline: Sendable {
    var name: String
    var kind: PolytomicSync.Kind
    /// How many records a usual run moves.
    var records: Int
    var profile: PipelineProfile

    init(
        _ name: String, _ kind: PolytomicSync.Kind = .model, every weight: Int, seconds: Double,
        _ health: PipelineProfile.Health = .steady, records: Int, warnings: Double = 0.03,
        failures: [String]
    ) {
        self.name = name
        self.kind = kind
        self.records = records
        profile = PipelineProfile(
            weight: weight, usualSeconds: seconds, health: health, failures: failures,
            warnings: warnings, cancellations: 0.02)
    }

    /// What the types of its runs' events begin with.
    var prefix: String {
        switch kind {
        case .model: "sync"
        case .bulk: "bulk_sync"
        }
    }

    /// The type of the event that closes a run. The bulk form says `error` where the other says
    /// `errors`.
    func terminalType(of outcome: ScheduledRun.Outcome) -> String {
        switch (outcome, kind) {
        case (.succeeded, _): "\(prefix).completed"
        case (.warning, .model): "\(prefix).completed_with_errors"
        case (.warning, .bulk): "\(prefix).completed_with_error"
        case (.failed, _): "\(prefix).failed"
        case (.cancelled, _): "\(prefix).canceled"
        }
    }

    /// Makes what an event that closes a run says beyond what one that opens it does.
    func ending(of run: ScheduledRun) -> [JSON.Member] {
        var draw = run.details
        let trigger = draw.pick(["schedule", "schedule", "schedule", "schedule", "manual", "api"])
        let counts = counts(of: run).map { JSON.Member($0.name + "_count", $0.value) }
        switch run.outcome {
        case .succeeded:
            return [JSON.Member("status", "completed"), JSON.Member("trigger", .string(trigger))]
                + counts
        case .warning:
            return [
                JSON.Member("status", "completed_with_errors"),
                JSON.Member("trigger", .string(trigger)),
            ] + counts + [JSON.Member("warnings", [.string(warning(of: run))])]
        case .failed(let error):
            return [
                JSON.Member("status", "failed"), JSON.Member("trigger", .string(trigger)),
                JSON.Member("error", .string(error)),
            ]
        case .cancelled:
            return [
                JSON.Member("status", "canceled"), JSON.Member("trigger", .string(trigger)),
                JSON.Member("canceled_by", "ana@northwind.example"),
            ]
        }
    }

    /// Makes the counts of a run that has ended, by name.
    func counts(of run: ScheduledRun) -> [JSON.Member] {
        var draw = run.details
        let total = 1 + draw.below(2 * records)
        let inserted = draw.below(total / 4 + 1)
        let faulty = run.outcome == .warning ? 1 + draw.below(total / 8 + 1) : 0
        return [
            JSON.Member("record", .integer(total)),
            JSON.Member("inserted", .integer(inserted)),
            JSON.Member("updated", .integer(total - inserted - min(faulty, total - inserted))),
            JSON.Member("deleted", .integer(draw.below(3))),
            JSON.Member("error", .integer(faulty)),
            JSON.Member("warning", .integer(faulty)),
        ]
    }

    /// Words what a run with warnings warns of.
    func warning(of run: ScheduledRun) -> String {
        var draw = run.details
        let field = draw.pick(["Email", "AnnualRevenue", "BillingCountryCode", "close_date"])
        return "\(1 + draw.below(40)) records were rejected: \(field) is not in the expected format"
    }
}
