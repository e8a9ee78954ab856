import Runs
import Terminal

extension State {
    /// Asks whether the reserve may be spent, unless keys go to something else by now.
    mutating func take(_ asked: ReserveQuestion) {
        guard !asked.sources.isEmpty else { return }
        guard prompt == nil, overlay == nil else {
            message = StatusMessage("only the reserve is left; not polled", .warning)
            return
        }
        question = asked
    }

    /// Takes `y` for a yes and every other key for a no.
    mutating func answer(_ asked: ReserveQuestion, with key: KeyEvent) -> [Effect] {
        question = nil
        guard key == .character("y") || key == .character("Y") else {
            message = StatusMessage("the reserve is kept")
            return []
        }
        return asked.sources.map { .poll($0.source, reserve: .spend) }
    }
}
