/// A believable account that lives, as a pure function of its settings and the time.
protocol Scenario: Sendable {
    /// One of its runs, as the vendor tells of it.
    associatedtype PastRun

    /// What runs: identifiers and names, as the API tells them.
    var pipelines: [(id: String, name: String)] { get }

    /// Returns past runs as they ended, by their numbers, oldest first.
    func past(_ runs: Range<Int>) -> [PastRun]
}

/// What one vendor's seeded world depends on.
struct ScenarioSettings: Sendable {
    /// The seed of everything that is drawn.
    var seed: UInt64
    /// When the live part begins; history lies before it.
    var start: Moment
    /// How many times quicker than usual live runs start and finish.
    var speed: Double
    /// How many runs exist before `start`.
    var history: Int
    /// Seconds between two live runs at speed 1.
    var pace = 4.0
    /// Seconds that the history reaches back, unless its runs need longer at the live pace. A
    /// little under a day, so that reading 24 hours back still finds all of it a while later.
    var historySpan = 23.5 * 3_600
    /// How many of the oldest runs the vendor no longer serves.
    var forgotten: Int
    /// How many of the newest past runs come at the live pace, so that some run at the start.
    var recent = 40

    /// Creates settings; speed is held to 0.01-1,000 and history to a hundred million runs, of which
    /// the vendor tells the newest, as many as are told, or all.
    init(seed: UInt64, start: Moment, speed: Double, history: Int, told: Int? = nil) {
        self.seed = seed
        self.start = start
        self.speed = speed.isNaN ? 1 : min(max(speed, 0.01), 1_000)
        let past = min(max(history, 0), 100_000_000)
        self.history = past
        forgotten = told.map { max(0, past - max(0, $0)) } ?? 0
    }

    /// Draws what identifies runs, so that a restart never reuses an identifier.
    func identifiers(_ salts: Int...) -> SplitMix64 {
        SplitMix64(
            seed: seed ^ UInt64(bitPattern: start.microseconds),
            salts: salts.map { UInt64(bitPattern: Int64($0)) })
    }
}
