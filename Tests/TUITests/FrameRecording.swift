import Foundation
import Terminal
import Testing
import TUI

/// A theme in which every role has a style of its own, so that a grid of letters tells roles apart.
enum FrameTheme {
    private static let letters = Array(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!$%&()*+,-/:;<=>?@[]^_{|}~")

    static let theme = Theme(name: "letters") { scope in
        guard let place = Role.allCases.firstIndex(where: { $0.rawValue == scope }) else {
            return nil
        }
        let isHighlight = [
            .tableRowSelected, .overlaySelected, .filterMistake, .timelineCursor, .timelineSelected,
        ]
        .contains(Role.allCases[place])
        return Style(
            foreground: .palette(UInt8(place + 1)),
            background: isHighlight ? .palette(UInt8(place + 1)) : .terminalDefault)
    }

    /// The letter of a style: the role of the text, or `#` where something lies over it.
    static func letter(_ style: Style) -> Character {
        guard style.background == .terminalDefault else { return "#" }
        guard case .palette(let number) = style.foreground,
            letters.indices.contains(Int(number) - 1)
        else { return "." }
        return letters[Int(number) - 1]
    }
}

/// Compares a frame with the one on file, as text and as a grid of roles.
///
/// With `SYNCTOP_RECORD_FRAMES=1` in the environment it writes the file anew and fails, so that a
/// recording is never mistaken for a comparison.
func expectFrame(
    _ state: State, is name: String, location: SourceLocation = #_sourceLocation
) throws {
    let frame = state.frame()
    let roles = frame.styles { FrameTheme.letter($0) }
    let text =
        (frame.lines.map { "|" + $0 } + ["--- roles"] + roles.map { "|" + $0 })
        .joined(separator: "\n") + "\n"
    let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Frames/\(name).txt")
    if ProcessInfo.processInfo.environment["SYNCTOP_RECORD_FRAMES"] == "1" {
        try text.write(to: file, atomically: true, encoding: .utf8)
        Issue.record("recorded \(name)", sourceLocation: location)
        return
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    #expect(text == expected, sourceLocation: location)
}
