/// What a mouse did, and where.
package struct MouseEvent: Hashable, Sendable {
    /// What was done.
    package let action: Action
    /// The cell it was done in.
    package let place: Point

    /// What can be done with a mouse.
    package enum Action: Hashable, Sendable {
        /// The first button was pressed, for so many times in a row in one cell.
        case press(count: Int)
        case wheelUp
        case wheelDown
    }

    /// Joins what was done and where.
    package init(_ action: Action, at place: Point) {
        self.action = action
        self.place = place
    }
}

/// Counts presses of the mouse that follow one another quickly in one cell.
struct ClickCounter {
    /// Within how long of the one before a press counts as the next.
    private static let span = Duration.milliseconds(400)

    private var last: (place: Point, moment: ContinuousClock.Instant, count: Int)?

    /// Hands an event back, a press with its number in the row of presses.
    mutating func counted(_ event: InputEvent, at now: ContinuousClock.Instant) -> InputEvent {
        guard case .mouse(let mouse) = event, case .press = mouse.action else { return event }
        var count = 1
        if let last, last.place == mouse.place, last.moment.duration(to: now) < Self.span {
            count = last.count + 1
        }
        last = (mouse.place, now, count)
        return .mouse(MouseEvent(.press(count: count), at: mouse.place))
    }
}
