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
