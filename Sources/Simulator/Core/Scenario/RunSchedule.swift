/// The runs of one vendor as a pure function of the settings and an index. Nothing is stored: a run
/// is made from its index, and arithmetic counts them, so a million cost no more than ten.
struct RunSchedule: Sendable {
    let settings: ScenarioSettings
    let profiles: [PipelineProfile]
    let cycle: RunCycle
    /// The longest time from a run's creation to its finish, in seconds at speed 1.
    let longestLife: Double
    private let durationCaps: [Double]

    init(settings: ScenarioSettings, profiles: [PipelineProfile]) {
        self.settings = settings
        self.profiles = profiles
        let cycle = RunCycle(weights: profiles.map(\.weight))
        // A pipeline never overlaps itself, although its runs jitter, share ticks and queue.
        durationCaps = profiles.indices.map {
            let room = (Double(cycle.smallestGap(of: $0)) - 1.8) * settings.pace
            return max(1, room - Self.longestQueueing)
        }
        longestLife = (durationCaps.max() ?? 0) + Self.longestQueueing
        self.cycle = cycle
    }

    private static let longestQueueing = 2.5

    /// The past run whose error text attacks the terminal: one of the newest finished.
    var hostileIndex: Int { max(0, settings.history - 12) }

    func count(at now: Moment) -> Int {
        var count = max(0, Int(approximateIndex(at: now)))
        while count > 0, creation(of: count - 1) > now { count -= 1 }
        while creation(of: count) <= now { count += 1 }
        return count
    }

    /// Ascends with the index, with ties of two now and then.
    func creation(of index: Int) -> Moment {
        let anchor = anchor(of: index)
        var draw = SplitMix64(seed: settings.seed, 1, UInt64(anchor))
        return position(Double(anchor) + 0.8 * draw.fraction()).wholeMilliseconds
    }

    func run(_ index: Int) -> ScheduledRun {
        let (pipeline, ordinal) = cycle.turn(of: index)
        let profile = profiles[pipeline]
        let scale = isLivePaced(index) ? settings.speed : 1
        var queueing = SplitMix64(seed: settings.seed, 2, UInt64(anchor(of: index)))
        var draw = SplitMix64(seed: settings.seed, 3, UInt64(index))
        let outcome = outcome(of: index, pipeline: pipeline, ordinal: ordinal, draw: &draw)
        var seconds = profile.usualSeconds * (0.6 + 0.8 * draw.fraction())
        if draw.chance(0.04) { seconds *= 2.2 }
        if case .failed = outcome { seconds *= 0.25 + 0.7 * draw.fraction() }
        if index == hostileIndex { seconds = 6 }
        let created = creation(of: index)
        let wait = 0.3 + (Self.longestQueueing - 0.3) * queueing.fraction()
        let started = created.adding(seconds: wait / scale).wholeMilliseconds
        seconds = min(seconds, durationCaps[pipeline]) / scale
        return ScheduledRun(
            index: index, pipeline: pipeline, created: created, started: started,
            finished: started.adding(seconds: seconds).wholeMilliseconds, outcome: outcome,
            details: draw)
    }

    /// A moment after which no run before `index` changes, within a millisecond.
    func lastChange(before index: Int) -> Moment {
        let created = creation(of: index)
        let live = created.adding(seconds: longestLife / settings.speed + 0.001)
        let pastPaced = min(created, position(Double(settings.history - recent)))
        return max(live, pastPaced.adding(seconds: longestLife + 0.001))
    }
}

extension RunSchedule {
    private var recent: Int { min(settings.history, settings.recent) }

    private func isLivePaced(_ index: Int) -> Bool { index >= settings.history - recent }

    /// Every eighth run shares the tick of the one before it, except the first after `start`.
    private func anchor(of index: Int) -> Int {
        index % 8 == 7 && index != settings.history ? index - 1 : index
    }

    private var liveStep: Double { settings.pace / settings.speed }

    /// Where the runs at the pace of the past begin, in seconds before `start`, and their step.
    private var past: (reach: Double, step: Double) {
        let runs = settings.history - recent
        let reach = max(settings.historySpan, Double(settings.history) * settings.pace)
        let room = max(reach - Double(recent) * liveStep, 1)
        return (Double(recent) * liveStep + room, room / Double(max(runs, 1)))
    }

    private func position(_ index: Double) -> Moment {
        let firstLive = Double(settings.history - recent)
        guard index < firstLive else {
            return settings.start.adding(seconds: (index - Double(settings.history)) * liveStep)
        }
        return settings.start.adding(seconds: index * past.step - past.reach)
    }

    private func approximateIndex(at now: Moment) -> Double {
        let seconds = Double(now.microseconds - settings.start.microseconds) / 1_000_000
        guard seconds < -Double(recent) * liveStep else {
            return Double(settings.history) + seconds / liveStep
        }
        return (seconds + past.reach) / past.step
    }

    private func outcome(
        of index: Int, pipeline: Int, ordinal: Int, draw: inout SplitMix64
    ) -> ScheduledRun.Outcome {
        guard index != hostileIndex else { return .failed(hostileText) }
        let profile = profiles[pipeline]
        var block = SplitMix64(
            seed: settings.seed, 4, UInt64(pipeline), UInt64(ordinal / 5))
        let inStreak = block.chance(profile.health.odds.streak)
        guard !draw.chance(inStreak ? 0.92 : profile.health.odds.failure) else {
            // A streak has one cause.
            let reason = inStreak ? block.pick(profile.failures) : draw.pick(profile.failures)
            return .failed(filled(reason, draw: &draw))
        }
        if draw.chance(profile.warnings) { return .warning }
        return draw.chance(profile.cancellations) ? .cancelled : .succeeded
    }

    private func filled(_ reason: String, draw: inout SplitMix64) -> String {
        reason.replacing("{n}", with: String(draw.below(300) + 2))
            .replacing("{id}", with: draw.hex(digits: 8))
    }
}

/// An error text that attacks the terminal: it clears the screen, sets the clipboard, returns the
/// carriage, reverses the reading direction, hides in zero width, and is wider than it counts.
let hostileText =
    "vendor returned: 422 {\"detail\":\"unexpected token \u{1b}[2J\u{1b}]52;c;AAAA\u{07} in row 41\"}"
    + "\rOK all 41 rows synced"
    + " for file \u{202E}fdp.eciovni\u{202C} of tenant pay\u{200B}pal"
    + " (顧客データ同期 🚀👩‍💻 e\u{301}\u{302}\u{323})"
