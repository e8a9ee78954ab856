import Foundation
import Synchronization

/// The result of a search in a text.
package enum TextFinding: UInt8, Hashable, Sendable {
    case noMatch
    /// The search was given up, without a result.
    case tooHard
    /// Only the beginning of the text is listed, which does not decide.
    case cut
    case match

    package static func || (left: TextFinding, right: @autoclosure () -> TextFinding) -> TextFinding
    {
        guard left != .match else { return .match }
        let right = right()
        return right.rawValue > left.rawValue ? right : left
    }

    package static func && (left: TextFinding, right: @autoclosure () -> TextFinding) -> TextFinding
    {
        guard left != .noMatch else { return .noMatch }
        let right = right()
        return right == .match ? left : right
    }

    package static prefix func ! (finding: TextFinding) -> TextFinding {
        switch finding {
        case .match: .noMatch
        case .noMatch: .match
        case .tooHard, .cut: finding
        }
    }

    package init(_ isMatch: Bool) { self = isMatch ? .match : .noMatch }
}

/// The number of steps that the regular expressions of one list may take together. The unit is the
/// matching engine's progress report: 10,000 steps, about 0.2 ms.
package final class RegexBudget: Sendable {
    /// The most reports for one text, beyond those for reading it once.
    package static let reportsPerText = 100
    /// The fewest UTF-16 units that a search which only scans reads between two reports.
    package static let unitsPerReport = 1_000
    /// The reports after which a hard text is given up at its first one.
    package static let reports = 3_000
    /// The reports after which no text is searched.
    package static let mostReports = 6_000

    private let spent = Atomic(0)
    private let hard = Atomic(0)

    package init() {}

    /// The reports that the next text may take; 0 if none is left.
    package var reportsForNextText: Int {
        switch spent.load(ordering: .relaxed) {
        case ..<Self.reports: Self.reportsPerText
        case ..<Self.mostReports: 1
        default: 0
        }
    }

    /// Counts a report.
    package func spend() { spent.add(1, ordering: .relaxed) }

    /// Starts again, for texts that came later.
    package func renew() { spent.store(0, ordering: .relaxed) }

    /// The number of searches that were given up.
    package var givenUp: Int { hard.load(ordering: .relaxed) }

    fileprivate func giveUp() { hard.add(1, ordering: .relaxed) }
}

/// A compiled regular expression that ignores case.
package struct RegexMatcher: Sendable {
    private let expression: NSRegularExpression
    private let budget: RegexBudget

    /// Compiles an expression; nil if it is invalid.
    package init?(_ pattern: String, budget: RegexBudget = RegexBudget()) {
        let pattern = CaseFold.composed(pattern)
        guard Self.compiled(pattern) != nil else { return nil }
        // The engine reports every start position and every 10,000 steps. With the search for the
        // start inside the expression, it reports steps only. A comment at the end of the pattern
        // needs a line break.
        guard
            let expression = Self.compiled("(?s:.*?)(?:\(pattern))")
                ?? Self.compiled("(?s:.*?)(?:\(pattern)\n)")
        else { return nil }
        self.expression = expression
        self.budget = budget
    }

    private static func compiled(_ pattern: String) -> NSRegularExpression? {
        try? NSRegularExpression(pattern: pattern, options: [.caseInsensitive])
    }

    /// Searches a text. Gives up when the budget is spent or the task is cancelled.
    package func find(in text: String) -> TextFinding {
        let finding = search(text)
        if finding == .tooHard { budget.giveUp() }
        return finding
    }

    private func search(_ text: String) -> TextFinding {
        let allowed = budget.reportsForNextText
        guard allowed > 0, !Task.isCancelled else { return .tooHard }
        let text = CaseFold.composed(text)
        var finding = TextFinding.noMatch
        var reports = 0
        let whole = NSRange(location: 0, length: text.utf16.count)
        let unspent = whole.length / RegexBudget.unitsPerReport
        expression.enumerateMatches(
            in: text, options: [.reportProgress, .reportCompletion, .anchored], range: whole
        ) { result, flags, stop in
            if result != nil {
                finding = .match
                stop.pointee = true
            } else if flags.contains(.internalError) {
                // The engine ran out of memory for its steps.
                finding = .tooHard
            } else if flags.contains(.progress) {
                reports += 1
                if reports > unspent { budget.spend() }
                guard reports >= unspent + allowed || Task.isCancelled else { return }
                finding = .tooHard
                stop.pointee = true
            }
        }
        return finding
    }
}
