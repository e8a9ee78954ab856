import Runs

struct PollCosts: Hashable, Sendable {
    private static let kept = 8

    /// The pause between polls if calls cost nothing, in milliseconds.
    var wanted: Int64
    private(set) var isCut = false

    private var polls: [Poll] = []
    private var listings = 0
    private var readings = 0

    private struct Poll: Hashable, Sendable {
        var listings: Int
        var readings: Int
        var end: Timestamp
    }

    init(wanted: Int64) { self.wanted = wanted }

    /// The least calls of the recent polls, so that one long walk does not count.
    var base: Int { max(1, polls.map(\.listings).min() ?? 1) }

    /// The calls per millisecond that changes take, without the costliest recent poll.
    func readingRate(at now: Timestamp) -> Double {
        guard polls.count > 1, let first = polls.first else { return 0 }
        let later = polls.dropFirst().map(\.readings)
        let usual = later.count > 1 ? later.reduce(0, +) - (later.max() ?? 0) : 0
        let time = now.milliseconds(since: first.end)
        guard time > 0, usual > 0 else { return 0 }
        return Double(usual) / Double(time) * Double(later.count) / Double(later.count - 1)
    }

    mutating func carry(by step: Int64) {
        for place in polls.indices {
            polls[place].end = polls[place].end.advanced(byMilliseconds: step)
        }
    }

    mutating func called(for purpose: CallPurpose) {
        switch purpose {
        case .listing: listings += 1
        case .reading: readings += 1
        }
    }

    /// A poll that was cut short continues in the next.
    mutating func ended(isWhole: Bool, isCut: Bool, at now: Timestamp) {
        self.isCut = isCut
        guard isWhole || isCut else { return }
        polls.append(Poll(listings: listings, readings: readings, end: now))
        polls = polls.suffix(Self.kept)
        listings = 0
        readings = 0
    }
}

/// Calls for reading changes, saved up over a window so that a busy hour does not use up the day.
struct ReadingAllowance: Hashable, Sendable {
    private var saved: Double?
    private var filledAt: Timestamp?

    mutating func carry(by step: Int64) { filledAt = filledAt?.advanced(byMilliseconds: step) }

    /// Takes one call; false if none is saved. `share` calls may go to reading until the window ends
    /// in `time` milliseconds; `start` is the first allowance, for reading a history.
    mutating func take(at now: Timestamp, share: Double, time: Int64, start: Double) -> Bool {
        let most = max(1, share / 4)
        let before = saved ?? start
        let passed = Double(max(0, filledAt.map { now.milliseconds(since: $0) } ?? 0))
        let grown = before + passed * share / Double(max(1, time))
        saved = max(before, min(most, grown))
        filledAt = now
        guard let held = saved, held >= 1 else { return false }
        saved = held - 1
        return true
    }
}
