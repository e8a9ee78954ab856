import Runs

/// What changed and was not told of yet: at most one change for each run, so that a reader who does
/// not read costs no more than the runs themselves.
struct RunNews: Sendable {
    /// Which of the readers it is for, told from those before.
    let number: Int
    /// Signals that something changed, one for however many changes; it ends after the last.
    let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation
    private var changes: [RunChange] = []
    private var places: [RunKey: Int] = [:]

    init(number: Int) {
        self.number = number
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Takes in changes, each joined with an earlier one of the same run.
    mutating func add(_ later: [RunChange]) {
        guard !later.isEmpty else { return }
        for change in later {
            if let place = places[change.after.key] {
                changes[place] = RunChange(
                    before: changes[place].before, after: change.after)
            } else {
                places[change.after.key] = changes.count
                changes.append(change)
            }
        }
        signal.yield()
    }

    /// Hands out what was not told of yet.
    mutating func take() -> [RunChange] {
        defer {
            changes = []
            places = [:]
        }
        return changes
    }

    /// Tells that there will be nothing else.
    func finish() { signal.finish() }
}
