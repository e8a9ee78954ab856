/// One workspace connector of the seeded Well world.
struct WellPipeline: Sendable {
    /// The service's name.
    var connector: String
    /// The label of the account; without one, its pipeline is named after the service.
    var label: String?
    /// What it syncs, as its metadata names it.
    var records: [String]
    var profile: PipelineProfile

    init(
        _ connector: String, _ label: String?, every weight: Int, seconds: Double,
        _ health: PipelineProfile.Health = .steady, records: [String], failures: [String]
    ) {
        self.connector = connector
        self.label = label
        self.records = records
        profile = PipelineProfile(
            weight: weight, usualSeconds: seconds, health: health, failures: failures)
    }

    /// The status of the connection itself.
    var connectionStatus: String {
        switch profile.health {
        case .steady, .flaky: "active"
        case .broken: "error"
        }
    }

    /// Names the task that runs it, such as `task_mercury_0607_0800`.
    func taskID(at moment: Moment) -> String {
        let civil = CivilTime(moment)
        let slug = connector.lowercased().replacing(" ", with: "_")
        let date = padded(civil.month, to: 2) + padded(civil.day, to: 2)
        return "task_\(slug)_\(date)_" + padded(civil.hour, to: 2) + padded(civil.minute, to: 2)
    }

    /// Makes what a finished run noted.
    func metadata(of run: ScheduledRun, _ draw: inout SplitMix64) -> JSON {
        guard case .succeeded = run.outcome else {
            return [
                "records_synced": .integer(draw.below(40)),
                "attempts": .integer(1 + draw.below(3)),
                "last_checkpoint": JSON(draw.chance(0.5) ? "page_\(draw.below(90))" : nil),
            ]
        }
        let counts = records.map {
            JSON.Member($0, .integer(draw.below(draw.chance(0.2) ? 900 : 60)))
        }
        let total = counts.reduce(0) { sum, member in
            guard case .integer(let count) = member.value else { return sum }
            return sum + count
        }
        let metadata: JSON = ["records_synced": .integer(total)]
        guard draw.chance(0.6) else { return metadata }
        let from = run.created.adding(seconds: -3_600)
        return metadata.adding([
            JSON.Member("by_object", .object(counts)),
            JSON.Member(
                "window",
                [
                    "from": .string(from.millisecondText),
                    "to": .string(run.created.millisecondText),
                ]),
            JSON.Member(
                "pages", .array((0...draw.below(4)).map { _ in .integer(draw.below(101)) })),
            JSON.Member(
                "balance", .number("\(draw.below(90_000)).\(padded(draw.below(100), to: 2))")),
            JSON.Member("full_resync", .bool(draw.chance(0.1))),
        ])
    }
}
