package import Runs
import Terminal

/// What the status line said, the latest last.
package struct MessageLog: Hashable, Sendable {
    /// How many are kept.
    private static let limit = 200

    /// The messages.
    package private(set) var entries: [Entry] = []

    /// A message, and when it was shown.
    package struct Entry: Hashable, Sendable {
        /// When it was last shown.
        package fileprivate(set) var moment: Timestamp
        /// What it said.
        package let message: StatusMessage
        /// How many times in a row.
        package fileprivate(set) var count = 1
    }

    /// Notes a message; one that is said again is counted.
    mutating func note(_ message: StatusMessage, at moment: Timestamp) {
        if let last = entries.indices.last, entries[last].message == message {
            entries[last].moment = moment
            entries[last].count += 1
            return
        }
        entries.append(Entry(moment: moment, message: message))
        if entries.count > Self.limit { entries.removeFirst() }
    }
}

/// What the status line said so far, the latest first.
struct MessagesView {
    private static let width = 92

    let state: State
    let scroll: Int

    /// How many lines a screen has room for.
    static func height(in size: Size) -> Int { max(1, size.rows - 6) }

    /// The lines, wrapped.
    var lines: [StyledLine] {
        let columns = max(8, min(Self.width, state.size.columns - 4) - Self.indent)
        return state.messages.entries.reversed().flatMap { entry -> [StyledLine] in
            let time = state.times.brief(entry.moment, now: state.now)
            let count = entry.count > 1 ? " (\(ShortText.count(entry.count)) times)" : ""
            let role: Role =
                switch entry.message.gravity {
                case .notice: .overlay
                case .warning: .messageWarning
                case .error: .messageError
                }
            return DisplayWidth.wrap(entry.message.text + count, to: columns).enumerated().map {
                let head = $0 == 0 ? time : ""
                let gap = max(0, Self.indent - DisplayWidth.columns(of: head))
                return [
                    Span(head + String(repeating: " ", count: gap), .textMuted), Span($1, role),
                ]
            }
        }
    }

    /// The columns of a time and the gap behind it.
    private static let indent = 13

    func draw(on canvas: inout Canvas) {
        let lines = lines
        let height = min(Self.height(in: state.size), max(1, lines.count))
        let box = OverlayBox(
            title: "Messages", hint: state.hint(([.down, .up], "scroll"), ([.close], "closes")),
            columns: Self.width, rows: height)
        let inner = box.draw(size: state.size, glyphs: state.glyphs, on: &canvas)
        guard !lines.isEmpty else {
            canvas.put(
                "Nothing was said so far; news of sources and of what keys did stand here.",
                .textMuted, column: inner.column, row: inner.row, width: inner.columns)
            return
        }
        for (index, line) in lines.dropFirst(scroll).prefix(inner.rows).enumerated() {
            canvas.put(line, in: inner, row: inner.row + index)
        }
        ScrollBar(first: scroll, shown: inner.rows, count: lines.count)
            .draw(
                in: Rect(column: inner.endColumn, row: inner.row, columns: 1, rows: inner.rows),
                glyphs: state.glyphs, on: &canvas)
    }
}
