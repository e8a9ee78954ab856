enum Movement: Hashable {
    case down
    case up
    case forward(Int)
    case backward(Int)
    case first
    case last

    /// The movement of a command; `page` is in lines.
    init?(_ command: Command, page: Int) {
        guard let make = Self.byCommand[command] else { return nil }
        self = make(page)
    }

    private static let byCommand: [Command: @Sendable (Int) -> Movement] = [
        .down: { _ in .down }, .up: { _ in .up }, .first: { _ in .first }, .last: { _ in .last },
        .halfPageDown: { .forward(max(1, $0 / 2)) }, .halfPageUp: { .backward(max(1, $0 / 2)) },
        .pageDown: { .forward(max(1, $0 - 1)) }, .pageUp: { .backward(max(1, $0 - 1)) },
    ]

    var goesDown: Bool {
        switch self {
        case .down, .forward, .last: true
        case .up, .backward, .first: false
        }
    }

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

    /// The first line of a screen that shows a place, scrolled as little as possible.
    static func top(_ top: Int, showing place: Int?, rows: Int, count: Int) -> Int {
        let height = max(1, rows)
        guard let place else { return 0 }
        return max(0, min(max(min(top, place), place - height + 1), count - height))
    }
}
