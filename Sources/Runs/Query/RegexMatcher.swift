import Foundation

/// A regular expression, compiled, that does not regard case.
struct RegexMatcher: Sendable {
    /// How often the search in one text may report that it is still at it before it is given up:
    /// an expression that backtracks without end must not hold up the list.
    private static let patience = 200

    private let expression: NSRegularExpression

    /// Compiles an expression; nil where it is none.
    init?(_ pattern: String) {
        guard
            let expression = try? NSRegularExpression(
                pattern: pattern, options: [.caseInsensitive])
        else { return nil }
        self.expression = expression
    }

    /// Tells whether the text holds a match.
    func matches(_ text: String) -> Bool {
        var found = false
        var reports = 0
        let whole = NSRange(location: 0, length: text.utf16.count)
        expression.enumerateMatches(in: text, options: [.reportProgress], range: whole) {
            result, _, stop in
            found = result != nil
            reports += 1
            if found || reports > Self.patience { stop.pointee = true }
        }
        return found
    }
}
