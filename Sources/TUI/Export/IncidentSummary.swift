import Runs

/// A run in a few lines, to be pasted where people talk about it.
struct IncidentSummary {
    let run: Run
    let clock: ZonedClock
    let page: String?
    let now: Timestamp

    /// The lines, SafeText each.
    var text: String {
        let title = run.pipeline?.label ?? run.event ?? run.id.text
        var lines = ["\(run.status.rawValue.uppercased()): \(title)"]
        func add(_ label: String, _ value: String?) {
            guard let value, !value.isEmpty else { return }
            lines.append("\(label): \(value)")
        }
        add("source", "\(run.source.text) (\(run.provider.rawValue))")
        add("run", run.id.text)
        if run.timeSource == .date {
            add("day", run.startedAt.map { String($0.rfc3339.prefix(10)) })
        } else {
            add("started", run.startedAt.map(moment))
            add("finished", run.finishedAt.map(moment))
        }
        add("took", run.elapsed(at: now).map(RunDuration.text))
        add("trigger", run.trigger)
        add("attempt", run.attempt.map(String.init))
        lines = lines.map { SafeText.line($0).text }
        if let reason = run.reason {
            let block = SafeText.block(reason, limit: 4_000).text
            lines.append("error: " + block.replacing("\n", with: "\n  "))
        }
        if let page { lines.append("page: " + SafeText.line(page).text) }
        return lines.joined(separator: "\n")
    }

    private func moment(_ moment: Timestamp) -> String {
        let utc = "\(ZonedClock.utc.dateAndTime(moment)) UTC"
        guard clock.offset(at: moment) != 0 else { return utc }
        return "\(utc) (\(clock.dateAndTime(moment)) \(clock.abbreviation(at: moment)))"
    }
}
