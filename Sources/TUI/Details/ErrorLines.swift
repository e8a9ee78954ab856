import Runs
import RunTable
import Terminal

/// Why a run failed, in full, and where else that happened.
struct ErrorLines {
    let content: DetailsContent

    private var run: Run { content.run }

    /// The lines.
    var lines: [StyledLine] {
        guard let reason = run.error, (reason.shownCode ?? reason.shownMessage) != nil else {
            guard let reason = run.reason else { return [[Span(absence, .textMuted)]] }
            let wrapped = DisplayWidth.wrap(SafeText.line(reason).text, to: max(1, content.width))
            return elsewhere + wrapped.map { [Span($0, .detailsValue)] }
        }
        var lines = elsewhere
        if let code = reason.shownCode {
            lines.append([
                Span("code  ", .detailsLabel), Span(SafeText.line(code).text, Role(run.status)),
            ])
            lines.append([])
        }
        for paragraph in SafeText.block(reason.shownMessage ?? "").text.split(
            separator: "\n", omittingEmptySubsequences: false)
        {
            let wrapped = DisplayWidth.wrap(String(paragraph), to: max(1, content.width))
            lines += wrapped.isEmpty ? [[]] : wrapped.map { [Span($0, .detailsValue)] }
        }
        return lines
    }

    /// Where else the same error stands; nothing before that is counted.
    private var elsewhere: [StyledLine] {
        guard let same = content.kin?.sameError else { return [] }
        let text: String
        if same.count < 2 {
            text = "no other run that is held has this error"
        } else {
            let others = same.count - 1
            let runs = others == 1 ? "1 more run has" : "\(ShortText.count(others)) more runs have"
            let pipelines = ShortText.pipelines(same.pipelines).map { $0 + " of " } ?? ""
            let sources = same.sources.map(\.text).joined(separator: ", ")
            let first = content.times.brief(same.first, now: content.now)
            let last = content.times.brief(same.last, now: content.now)
            text =
                "\(runs) this error: \(pipelines)\(sources), first \(first), last \(last)"
        }
        let wrapped = DisplayWidth.wrap(SafeText.line(text).text, to: max(1, content.width))
        return wrapped.map { [Span($0, .textMuted)] } + [[]]
    }

    private var absence: String {
        switch run.status {
        case .running: "still running, no error so far"
        case .queued: "not begun, no error so far"
        case .failed: "the provider gives no reason"
        case .succeeded, .warning, .skipped, .cancelled, .info, .unknown: "no error"
        }
    }
}
