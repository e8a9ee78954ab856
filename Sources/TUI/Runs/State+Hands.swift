import Runs
import RunTable
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

extension State {
    /// Says where a key is of use that is of none here.
    mutating func explain(_ key: KeyEvent) {
        guard overlay == nil,
            let (command, contexts) = keymap.elsewhere(key, than: keyContext),
            let row = keymap.row(of: command)
        else { return }
        guard let place = Self.words(for: contexts) else { return }
        // What the help says of the place first is said already.
        let isPlaced = row.help.hasPrefix("in ")
        let comma = isPlaced ? row.help.firstRange(of: ", ") : nil
        let help = comma.map { row.help[$0.upperBound...] } ?? row.help[...]
        message = StatusMessage("\(glyphs.label(of: key)) works \(place): \(help)")
    }

    /// Where something works, in words; nil for nowhere.
    static func words(for contexts: [KeyContext]) -> String? {
        // What works in the runs does so in their details, as far as anybody looks for it.
        let places = KeyContext.allCases.filter { context in
            contexts.contains(context)
                && (context != .details && context != .timeline || !contexts.contains(.table))
        }
        guard let first = places.first else { return nil }
        let others = places.dropFirst().map { String($0.words.trimmingPrefix("in ")) }
        return ([first.words] + others).joined(separator: ", ")
    }
}
