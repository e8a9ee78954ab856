import Runs
import Terminal

extension State {
    /// Whether a tick changes anything: a window without the keyboard counts by ten seconds.
    func needsTick(at moment: Timestamp) -> Bool {
        hasKeyboard || isTenth(moment)
    }

    /// Whether nothing on the screen but the header goes on with the time: no run on it is under
    /// way, and nothing is told by its age.
    ///
    /// Every ten seconds all is drawn, for what goes by the day, and for the timeline.
    var isTimeInHeaderAlone: Bool {
        guard view == .runs, details == nil, overlay == nil, prompt == nil, line == nil,
            question == nil, message == nil, times.format != .relative, !isTenth(now)
        else { return false }
        let places = top..<min(listing.count, top + layout.table.rows)
        return places.allSatisfy { listing.status(at: $0).isTerminal }
    }

    private func isTenth(_ moment: Timestamp) -> Bool { moment.milliseconds / 1_000 % 10 == 0 }
}
