import Runs
import Terminal

extension State {
    var messagesList: OverlayList {
        let width = 92
        // The columns of a time and the gap behind it.
        let indent = 13
        let columns = max(8, min(width, size.columns - 4) - indent)
        let rows = messages.log.entries.reversed().flatMap { entry -> [OverlayList.Row] in
            let time = times.brief(entry.moment, now: now)
            let count = entry.count > 1 ? " (\(ShortText.count(entry.count)) times)" : ""
            let role = entry.message.severity.role(.overlay)
            return DisplayWidth.wrap(entry.message.text + count, to: columns).enumerated().map {
                OverlayList.Row(line: [
                    Span(($0 == 0 ? time : "").padded(to: indent), .textMuted), Span($1, role),
                ])
            }
        }
        return OverlayList(
            title: "Messages", hint: hint(([.down, .up], "scroll"), ([.close], "close")),
            columns: width, rows: rows, height: max(1, min(rows.count, size.rows - 6)),
            movability: .scroll,
            absence: "No messages yet. Changes of sources and results of commands appear here.")
    }
}

extension State {
    /// Asks whether to spend the reserve, unless a prompt or an overlay has the keys.
    mutating func take(_ asked: ReserveQuestion) {
        guard !asked.sources.isEmpty else { return }
        guard prompt.open == nil, navigation.overlay == nil else {
            return say("only the reserve is left; not polled", .warning)
        }
        messages.question = asked
    }

    mutating func answer(_ asked: ReserveQuestion, with key: KeyEvent) -> [Effect] {
        messages.question = nil
        guard key == .character("y") || key == .character("Y") else {
            return sayOnly("the reserve is kept")
        }
        return asked.sources.map { .poll($0.source, reserve: .spend) }
    }
}
