/// A movement along a list or down a text.
enum Movement: Hashable {
    case down
    case up
    case forward(Int)
    case backward(Int)
    case first
    case last

    /// The movement that a command asks for, or nil where it asks for something else.
    ///
    /// - Parameters:
    ///   - command: The command.
    ///   - page: The height of what is moved, in lines.
    init?(_ command: Command, page: Int) {
        switch command {
        case .down: self = .down
        case .up: self = .up
        case .first: self = .first
        case .last: self = .last
        case .halfPageDown: self = .forward(max(1, page / 2))
        case .halfPageUp: self = .backward(max(1, page / 2))
        case .pageDown: self = .forward(max(1, page - 1))
        case .pageUp: self = .backward(max(1, page - 1))
        case .left, .right, .showRuns, .showSources, .focusNext, .focusPrevious, .open, .back,
            .previousTab, .nextTab,
            .filter, .failures, .pickStatuses, .pickSources, .nextFailure, .previousFailure,
            .sortLeft, .sortRight, .invertSort, .pause, .toggle, .toggleAll, .pollSource,
            .pollAll, .help, .redraw, .suspend, .close:
            return nil
        }
    }

    /// Whether it leads towards the end.
    var goesDown: Bool {
        switch self {
        case .down, .forward, .last: true
        case .up, .backward, .first: false
        }
    }

    /// The place that the movement leads to, within a list.
    func applied(to place: Int, count: Int) -> Int {
        let target =
            switch self {
            case .down: place + 1
            case .up: place - 1
            case .forward(let steps): place + steps
            case .backward(let steps): place - steps
            case .first: 0
            case .last: count - 1
            }
        return max(0, min(target, count - 1))
    }
}
