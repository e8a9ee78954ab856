import Runs
import Terminal

// What is done with runs: marking, copying, opening their pages.
extension State {
    /// The marked runs that are held, newest first; where none is marked, the selected one.
    private var taken: [Run] {
        guard !marks.isEmpty else { return selectedRun.map { [$0] } ?? [] }
        return marks.compactMap { listing.table.run(for: $0) }
            .sorted { ($0.sortTime, $0.key) > ($1.sortTime, $1.key) }
    }

    /// Marks the selected run, or takes its mark away, and goes on to the next one.
    mutating func toggleMark() {
        guard let place = selectedPlace else {
            message = StatusMessage("no run is selected")
            return
        }
        let run = listing.key(at: place)
        if marks.remove(run) == nil { marks.insert(run) }
        select(place: min(place + 1, listing.count - 1))
        let count = marks.count == 1 ? "1 run is" : "\(ShortText.count(marks.count)) runs are"
        guard !marks.isEmpty else {
            message = StatusMessage("no run is marked")
            return
        }
        message = StatusMessage(
            "\(count) marked; \(key(.copySummary)) and \(key(.copyID)) take them, "
                + "\(key(.back)) unmarks")
    }

    /// Takes all marks away.
    mutating func clearMarks() {
        message = StatusMessage(marks.isEmpty ? "no run is marked" : "the marks are cleared")
        marks = []
    }

    /// Why there is nothing to copy.
    private var absence: String {
        marks.isEmpty ? "no run is selected" : "the marked runs are not held any more"
    }

    /// Copies a summary of the marked runs, or of the selected one.
    mutating func copySummary() -> [Effect] {
        let runs = taken
        guard let first = runs.first else { return refuse(absence) }
        let text = runs.map { run in
            let known = whole.map { $0.key == run.key ? $0 : run } ?? run
            return IncidentSummary(run: known, clock: clock, page: webPage(run), now: shownMoment)
                .text
        }.joined(separator: "\n\n")
        let name = first.pipeline?.label ?? first.id.text
        let what = runs.count == 1 ? "a summary of \(name)" : "summaries of \(runs.count) runs"
        return copy(text, what)
    }

    /// Copies the identifiers of the marked runs, or of the selected one.
    mutating func copyID() -> [Effect] {
        let runs = taken
        guard let first = runs.first else { return refuse(absence) }
        let text = runs.map { SafeText.line($0.id.text).text }.joined(separator: "\n")
        return copy(text, runs.count == 1 ? first.id.text : "\(runs.count) ids")
    }

    private mutating func copy(_ text: String, _ what: String) -> [Effect] {
        message = StatusMessage("copied \(what)")
        return [.copy(text)]
    }

    /// Opens the page of the selected run in the provider's own interface.
    mutating func browse() -> [Effect] {
        guard let run = selectedRun else { return refuse("no run is selected") }
        guard let page = webPage(run) else {
            return refuse("\(run.source.text) has no web-url in the configuration to open")
        }
        guard page.lowercased().hasPrefix("https://") else {
            return refuse("only https pages are opened; the web-url of \(run.source.text) is not")
        }
        message = StatusMessage("opening \(page)")
        return [.browse(page)]
    }

    private mutating func refuse(_ reason: String) -> [Effect] {
        message = StatusMessage(reason)
        return []
    }
}
