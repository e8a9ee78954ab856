package struct MouseEvent: Hashable, Sendable {
    package let action: Action
    package let place: Point

    package enum Action: Hashable, Sendable {
        /// The first button was pressed, the nth time in a row in one cell.
        case press(count: Int)
        case wheelUp
        case wheelDown
    }

    package init(_ action: Action, at place: Point) {
        self.action = action
        self.place = place
    }
}

/// Counts quick successive presses of the mouse in one cell.
struct ClickCounter {
    /// The longest time between two presses of a row.
    private static let span = Duration.milliseconds(400)

    private var last: (place: Point, moment: ContinuousClock.Instant, count: Int)?

    /// Returns the event, a press with its number in the row.
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
