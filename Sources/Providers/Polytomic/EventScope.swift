import Runs

struct EventScope: Codable, Hashable, Sendable {
    /// The only types of events that are wanted, the last one is being read; none for all.
    var types: [String]
    /// The latest beginning of a wanted execution.
    let until: Timestamp?
    /// How far the windows reach in which the ends of wanted executions are looked for.
    var reach: Timestamp?
    /// How long the next such window is, in milliseconds.
    var step = Self.firstStep

    private static let firstStep: Int64 = 3_600_000
    /// The longest window that is doubled, in milliseconds.
    fileprivate static let longestStep: Int64 = 1 << 60

    init(types: [String], until: Timestamp?) {
        self.types = types
        self.until = until
    }

    mutating func bound() { step.clamp(to: Self.firstStep...Self.longestStep) }
}

extension EventWalk {
    /// Narrows a walk that has not begun.
    mutating func narrow(to scope: EventScope) {
        self.scope = scope
        windows = [firstWindow].filter { window in window.before.map { window.after < $0 } ?? true }
    }

    /// Goes on to the next type, or to later events where an execution that is wanted has not
    /// ended before; otherwise no window is left.
    mutating func goFurther(awaiting executions: ExecutionWatch, now: Timestamp) {
        guard var scope else { return }
        if scope.types.count > 1 {
            scope.types.removeLast()
            self.scope = scope
            begin(firstWindow)
            return
        }
        guard let until = scope.until, scope.types.isEmpty,
            executions.awaited.values.contains(where: { $0.began <= until })
        else { return }
        let reach = scope.reach ?? firstWindow.before ?? now
        guard reach < now else { return }
        let end = reach.advanced(byMilliseconds: scope.step)
        scope.reach = end
        scope.step = min(scope.step, EventScope.longestStep) * 2
        self.scope = scope
        begin(
            EventWindow(
                after: reach.advanced(byMilliseconds: -1_000), before: end < now ? end : nil))
    }

    private var firstWindow: EventWindow {
        // Both ends are outside of a window, and a server may compare whole seconds.
        EventWindow(after: after, before: scope?.until?.advanced(byMilliseconds: 1_000))
    }

    private mutating func begin(_ window: EventWindow) {
        windows = [window]
        token = nil
        pages.previous = []
        loop = LoopGuard()
    }
}

/// What Polytomic has of a question: an upper bound, and types of events.
extension RunQuestion {
    /// How many types are asked for one by one.
    private static let mostTypes = 4

    var isForPolytomic: Bool {
        isAnswerable(
            by: [.queued, .running, .succeeded, .warning, .failed, .cancelled, .info, .unknown],
            without: [.http, .request, .requestID, .attempt])
    }

    /// The types that events about wanted runs have; none where any may.
    ///
    /// Of an execution all events are needed, to know when it began and how it ended. So only
    /// types that are about no execution are asked for by themselves.
    func polytomicTypes(among known: [String]) -> [String] {
        let wanted = known.filter { type in events.allSatisfy { $0.holds(type) } }
        guard wanted.count <= Self.mostTypes, !wanted.contains(where: PolytomicWire.isSync) else {
            return []
        }
        return wanted
    }
}
