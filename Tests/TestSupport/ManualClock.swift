import Engine
package import Runs
import Synchronization

/// A clock that stands still until it is set.
package final class ManualClock: WallClock {
    private let state: Mutex<State>

    private struct State {
        var now: Timestamp
        var lastID = 0
        var sleepers: [Int: Sleeper] = [:]
        var watchers: [Int: Watcher] = [:]

        /// Takes out the watchers whose condition is met.
        mutating func satisfiedWatchers() -> [Watcher] {
            guard !watchers.isEmpty else { return [] }
            let satisfied = watchers.filter { $0.value.condition.isMet(by: sleepers, at: now) }
            for id in satisfied.keys { watchers[id] = nil }
            return Array(satisfied.values)
        }

        mutating func newID() -> Int {
            lastID += 1
            return lastID
        }
    }

    private struct Sleeper {
        let deadline: Timestamp
        /// Takes whether the deadline came; false for a cancelled sleep.
        let wake: CheckedContinuation<Bool, Never>
    }

    /// What those who sleep are to be like.
    private enum Condition {
        case deadlines(@Sendable ([Timestamp]) -> Bool)
        /// So many sleep beyond a moment; cheap where there are many.
        case count(Int, after: Timestamp)
        /// Somebody has longer to sleep than this, in milliseconds.
        case length(Int64)

        func isMet(by sleepers: [Int: Sleeper], at now: Timestamp) -> Bool {
            switch self {
            case .deadlines(let isMet): return isMet(sleepers.values.map(\.deadline).sorted())
            case .count(let count, let moment):
                guard sleepers.count >= count else { return false }
                return sleepers.values.count { $0.deadline > moment } >= count
            case .length(let length):
                let moment = now.advanced(byMilliseconds: length)
                return sleepers.values.contains { $0.deadline > moment }
            }
        }
    }

    private struct Watcher {
        let condition: Condition
        let wake: CheckedContinuation<Void, Never>
    }

    /// Makes a clock that shows a moment.
    package init(now: Timestamp) { state = Mutex(State(now: now)) }

    package var now: Timestamp { state.withLock { $0.now } }

    package var confirmed: Timestamp? { now }

    package func sleep(until deadline: Timestamp) async throws(CancellationError) {
        let id = state.withLock { $0.newID() }
        let came = await withTaskCancellationHandler {
            await withCheckedContinuation { park(Sleeper(deadline: deadline, wake: $0), as: id) }
        } onCancel: {
            let sleeper = state.withLock { $0.sleepers.removeValue(forKey: id) }
            sleeper?.wake.resume(returning: false)
            wakeWatchers()
        }
        guard came else { throw CancellationError() }
    }

    /// Sets the clock, forward or back, and wakes those whose deadline came.
    ///
    /// - Returns: How many were woken.
    @discardableResult
    package func set(to moment: Timestamp) -> Int {
        let due = state.withLock { state in
            state.now = moment
            let due = state.sleepers.filter { $0.value.deadline <= moment }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.sorted { $0.deadline < $1.deadline }
        }
        for sleeper in due { sleeper.wake.resume(returning: true) }
        wakeWatchers()
        return due.count
    }

    /// Moves the clock forward by a duration and wakes those whose deadline came.
    ///
    /// - Returns: How many were woken.
    @discardableResult
    package func advance(by duration: Duration) -> Int { set(to: now.advanced(by: duration)) }

    /// The earliest deadline of those who sleep.
    package var nextDeadline: Timestamp? {
        state.withLock { $0.sleepers.values.map(\.deadline).min() }
    }

    /// Waits until so many sleep beyond a moment.
    package func sleepers(atLeast count: Int, after moment: Timestamp) async {
        await wait(for: .count(count, after: moment))
    }

    /// Waits until the deadlines of those who sleep, earliest first, meet a condition, or until
    /// the task that waits is cancelled.
    package func sleepers(where condition: @escaping @Sendable ([Timestamp]) -> Bool) async {
        await wait(for: .deadlines(condition))
    }

    /// Waits until somebody has longer to sleep than a duration, whatever the time is by then.
    package func sleeper(forLongerThan duration: Duration) async {
        await wait(for: .length(duration.wholeMilliseconds))
    }

    private func wait(for condition: Condition) async {
        let id = state.withLock { $0.newID() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { watch(Watcher(condition: condition, wake: $0), as: id) }
        } onCancel: {
            let watcher = state.withLock { $0.watchers.removeValue(forKey: id) }
            watcher?.wake.resume()
        }
    }

    private func watch(_ watcher: Watcher, as id: Int) {
        let isCancelled = state.withLock { state in
            guard !Task.isCancelled else { return true }
            state.watchers[id] = watcher
            return false
        }
        if isCancelled { watcher.wake.resume() }
        wakeWatchers()
    }

    private func park(_ sleeper: Sleeper, as id: Int) {
        let outcome: Bool? = state.withLock { state in
            // A cancellation sets this flag before it calls the handler, so that either the flag
            // is seen here or the handler finds the sleeper.
            if Task.isCancelled { return false }
            if sleeper.deadline <= state.now { return true }
            state.sleepers[id] = sleeper
            return nil
        }
        if let outcome { sleeper.wake.resume(returning: outcome) }
        wakeWatchers()
    }

    private func wakeWatchers() {
        let satisfied = state.withLock { $0.satisfiedWatchers() }
        for watcher in satisfied { watcher.wake.resume() }
    }
}
