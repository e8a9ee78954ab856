import Runs

/// Words what a provider says against itself.
enum Contradiction {
    /// Marks a success that stands beside an error, in one line.
    static func text(of run: Run, _ glyphs: Glyphs) -> String {
        var text = "\(glyphs.status(.warning)) succeeded, yet "
        text += run.httpStatus.map { $0 >= 400 ? "HTTP \($0)" : "an error" } ?? "an error"
        guard let reason = run.reason else { return text }
        return SafeText.line("\(text): \(reason)").text
    }
}
