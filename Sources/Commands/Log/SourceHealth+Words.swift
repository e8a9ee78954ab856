import Runs
import TUI

/// Texts about sources for standard error, as safe text.
extension SourceHealth {
    /// Words the refused pipelines, and the periods that can no longer be read.
    var losses: [String] {
        var lines = refusals.map { refusal in
            "\(name.text): the runs of \(refusal.pipeline.text) cannot be read: "
                + ProblemText.sentence(refusal)
        }
        lines += gaps.map { "\(name.text): \($0.sentence)" }
        return lines.map { SafeText.line($0).text }
    }

    /// Words the numbers of unreadable rows and times; nil without any.
    var unreadableRows: String? {
        let parts = [rejectedRows, unreadableTimes].compactMap(\.self)
        guard !parts.isEmpty else { return nil }
        return SafeText.line("\(name.text): " + parts.joined(separator: "; ")).text
    }

    private var rejectedRows: String? {
        guard rows.rejected > 0 else { return nil }
        let count = rows.rejected == 1 ? "1 row" : "\(rows.rejected) rows"
        guard let last = rows.lastRejected else { return "\(count) could not be read" }
        return "\(count) could not be read, such as "
            + (last.field.map { "for its \($0)" }
                ?? "one that is not a valid JSON object, is too large or is nested too deeply")
    }

    private var unreadableTimes: String? {
        guard rows.unreadableTimes > 0 else { return nil }
        let count = rows.unreadableTimes
        let fields = count == 1 ? "1 time field" : "\(count) time fields"
        guard let last = rows.lastUnreadableTime else { return "\(fields) could not be read" }
        return "\(fields) could not be read, such as \(last.field) of run \(last.id.text)"
    }
}

extension ReadGap {
    var sentence: String {
        "runs from \(from.rfc3339) to \(until.rfc3339) can no longer be read"
    }
}
