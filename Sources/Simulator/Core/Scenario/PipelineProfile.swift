/// How one pipeline behaves: how often it runs, for how long, and how it fails.
struct PipelineProfile: Sendable {
    /// How many runs it has per cycle of its vendor's pipelines.
    var weight: Int
    var usualSeconds: Double
    var health: Health
    /// `{n}` stands for a small number, `{id}` for eight hexadecimal digits.
    var failures: [String] = []
    /// The probability of warnings if it does not fail.
    var warnings: Double
    /// The probability of a cancellation if it does not fail.
    var cancellations: Double

    static func every(
        _ weight: Int, seconds: Double, _ health: Health = .steady, warnings: Double = 0,
        cancellations: Double = 0
    ) -> PipelineProfile {
        PipelineProfile(
            weight: weight, usualSeconds: seconds, health: health, warnings: warnings,
            cancellations: cancellations)
    }

    func failing(_ reasons: [String]) -> PipelineProfile {
        var profile = self
        profile.failures = reasons
        return profile
    }

    enum Health {
        case steady
        /// Mostly well, with streaks of failures.
        case flaky
        case broken

        /// The share of blocks of runs that are streaks, and the failure probability outside them.
        var odds: (streak: Double, failure: Double) {
            switch self {
            case .steady: (0, 0.012)
            case .flaky: (0.5, 0.12)
            case .broken: (0.95, 0.4)
            }
        }
    }
}
