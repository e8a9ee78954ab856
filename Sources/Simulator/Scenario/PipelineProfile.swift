/// How one pipeline behaves: how often it runs, for how long, and how it fails.
struct PipelineProfile: Sendable {
    /// How many runs it has in one cycle of its vendor's pipelines.
    var weight: Int
    /// Its usual duration in seconds.
    var usualSeconds: Double
    var health = Health.steady
    /// Its failure reasons; `{n}` stands for a small number, `{id}` for eight hexadecimal digits.
    var failures: [String]
    /// The probability of finishing with warnings, where it does not fail.
    var warnings = 0.0
    /// The probability of being cancelled, where it does not fail.
    var cancellations = 0.0

    /// How failures are spread over a pipeline's runs.
    enum Health {
        /// Fails once in a while.
        case steady
        /// Mostly well, with streaks of failures.
        case flaky
        /// Fails nearly always.
        case broken

        /// The share of blocks of runs that are streaks.
        var streakShare: Double {
            switch self {
            case .steady: 0
            case .flaky: 0.5
            case .broken: 0.95
            }
        }

        /// The probability of failing outside a streak.
        var usualFailures: Double {
            switch self {
            case .steady: 0.012
            case .flaky: 0.12
            case .broken: 0.4
            }
        }
    }
}
