/// A believable live account, as a pure function of its settings and the time.
protocol Scenario: Sendable {
    /// One of its runs in the vendor's terms.
    associatedtype PastRun

    /// The identifiers and names of what runs, as in the API.
    var pipelines: [(id: String, name: String)] { get }

    /// Returns past runs as they ended, by their numbers, oldest first.
    func past(_ runs: Range<Int>) -> [PastRun]
}

/// What one vendor's seeded world depends on.
struct ScenarioSettings: Sendable {
    var seed: UInt64
    /// When the live part begins; history lies before it.
    var start: Moment
    /// How many times faster than usual live runs start and finish.
    var speed: Double
    var history: Int
    /// Seconds between two live runs at speed 1.
    var pace = 4.0
    /// In seconds, unless the runs need longer at the live pace. A little under a day, so that 24
    /// hours back still include all of it a while later.
    var historySpan = 23.5 * 3_600
    /// How many of the oldest runs the vendor no longer serves.
    var forgotten: Int
    /// How many of the newest past runs come at the live pace, so that some run at the start.
    var recent = 40

    /// Clamps speed to 0.01-1,000 and history to 100 million runs; all are reported without `reported`.
    init(seed: UInt64, start: Moment, speed: Double, history: Int, reported: Int? = nil) {
        self.seed = seed
        self.start = start
        self.speed = speed.isNaN ? 1 : min(max(speed, 0.01), 1_000)
        let past = min(max(history, 0), 100_000_000)
        self.history = past
        forgotten = reported.map { max(0, past - max(0, $0)) } ?? 0
    }

    /// Draws identifiers of runs; a restart never reuses one.
    func identifiers(_ salts: Int...) -> SplitMix64 {
        SplitMix64(
            seed: seed ^ UInt64(bitPattern: start.microseconds),
            salts: salts.map { UInt64(bitPattern: Int64($0)) })
    }
}
