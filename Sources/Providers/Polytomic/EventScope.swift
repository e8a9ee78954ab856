import Runs

struct EventScope: Codable, Hashable, Sendable {
    /// The only types of events to request, the last one first; none for all.
    var types: [String]
    /// The latest start of a requested execution.
    let until: Timestamp?
    /// How far the windows reach that look for the ends of requested executions.
    var reach: Timestamp?
    /// The length of the next such window, in milliseconds.
    var step = Self.firstStep

    private static let firstStep: Int64 = 3_600_000
    fileprivate static let longestStep: Int64 = 1 << 60

    init(types: [String], until: Timestamp?) {
        self.types = types
        self.until = until
    }

    mutating func bound() { step.clamp(to: Self.firstStep...Self.longestStep) }
}

extension EventWalk {
    mutating func narrow(to scope: EventScope) {
        self.scope = scope
        windows = [firstWindow].filter { window in window.before.map { window.after < $0 } ?? true }
    }

    /// Continues with the next type, or with later events if a requested execution has not ended
    /// before; otherwise leaves no window.
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
        // Both ends of a window are exclusive, and a server may compare whole seconds.
        EventWindow(after: after, before: scope?.until?.advanced(byMilliseconds: 1_000))
    }

    private mutating func begin(_ window: EventWindow) {
        windows = [window]
        token = nil
        pages.previous = []
        loop = LoopGuard()
    }
}

/// What Polytomic supports of a question: an upper bound, and types of events.
extension RunQuestion {
    private static let mostTypes = 4

    var isForPolytomic: Bool {
        isAnswerable(
            by: [.queued, .running, .succeeded, .warning, .failed, .cancelled, .info, .unknown],
            without: [.http, .request, .requestID, .attempt])
    }

    /// The types to request one by one; none for all. Executions need all of their events, for
    /// their beginning and end, so only types without executions are requested by themselves.
    func polytomicTypes(among known: [String]) -> [String] {
        let wanted = known.filter { type in events.allSatisfy { $0.holds(type) } }
        guard wanted.count <= Self.mostTypes, !wanted.contains(where: PolytomicWire.isSync) else {
            return []
        }
        return wanted
    }
}
