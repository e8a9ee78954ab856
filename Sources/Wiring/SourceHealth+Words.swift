import Runs
import TUI

/// What is said of sources on standard error, as safe text.
extension SourceHealth {
    /// Words what of it is lost: pipelines that are refused, and times that nobody tells of.
    var losses: [String] {
        var lines = refusals.map { refusal in
            "\(name.text): the runs of \(refusal.pipeline.text) cannot be read: "
                + ProblemText.sentence(refusal)
        }
        for gap in gaps {
            lines.append(
                "\(name.text): what happened from \(gap.from.rfc3339) to "
                    + "\(gap.until.rfc3339) can no longer be read")
        }
        return lines.map { SafeText.line($0).text }
    }

    /// Words how many rows could not be read, nil where all could.
    var unreadableRows: String? {
        guard rejectedCount > 0 else { return nil }
        let field = lastRejected.map { ", such as for its \($0.field)" } ?? ""
        let rows = rejectedCount == 1 ? "1 row" : "\(rejectedCount) rows"
        return SafeText.line("\(name.text): \(rows) could not be read\(field)").text
    }
}
