import Query
import Runs
import RunTable
import Terminal

extension State {
    /// The marked runs that are held, newest first; without marks, the selected run.
    private var taken: [Run] {
        guard !runs.marks.isEmpty else { return runs.selectedRun.map { [$0] } ?? [] }
        return runs.marks.compactMap { runs.listing.table.run(for: $0) }
            .sorted { ($0.sortTime, $0.key) > ($1.sortTime, $1.key) }
    }

    mutating func toggleMark() {
        guard let place = runs.selectedPlace else { return say("no run is selected") }
        let run = runs.listing.key(at: place)
        if runs.marks.remove(run) == nil { runs.marks.insert(run) }
        select(place: min(place + 1, runs.listing.count - 1))
        let count =
            runs.marks.count == 1 ? "1 run is" : "\(ShortText.count(runs.marks.count)) runs are"
        guard !runs.marks.isEmpty else { return say("no run is marked") }
        say(
            "\(count) marked; \(key(.copySummary)) and \(key(.copyID)) take them, "
                + "\(key(.back)) unmarks")
    }

    mutating func clearMarks() {
        say(runs.marks.isEmpty ? "no run is marked" : "the marks are cleared")
        runs.marks = []
    }

    private var absence: String {
        runs.marks.isEmpty ? "no run is selected" : "the marked runs are no longer kept here"
    }

    mutating func copySummary() -> [Effect] {
        let runs = taken
        guard let first = runs.first else { return sayOnly(absence) }
        let text = runs.map { run in
            let known = details.whole.map { $0.key == run.key ? $0 : run } ?? run
            return IncidentSummary(
                run: known, clock: clock, page: self.runs.webPage(run), now: shownMoment
            ).text
        }.joined(separator: "\n\n")
        let name = first.pipeline?.label ?? first.id.text
        let what = runs.count == 1 ? "a summary of \(name)" : "summaries of \(runs.count) runs"
        return copy(text, what)
    }

    mutating func copyID() -> [Effect] {
        let runs = taken
        guard let first = runs.first else { return sayOnly(absence) }
        let text = runs.map { SafeText.line($0.id.text).text }.joined(separator: "\n")
        return copy(text, runs.count == 1 ? first.id.text : "\(runs.count) ids")
    }

    private mutating func copy(_ text: String, _ what: String) -> [Effect] {
        say("copied \(what)")
        return [.copy(text)]
    }

    mutating func browse() -> [Effect] {
        guard let run = runs.selectedRun else { return sayOnly("no run is selected") }
        guard let page = runs.webPage(run) else {
            return sayOnly("\(run.source.text) has no web-url in the configuration to open")
        }
        guard page.lowercased().hasPrefix("https://") else {
            return sayOnly("only https pages are opened; the web-url of \(run.source.text) is not")
        }
        say("opening \(page)")
        return [.browse(page)]
    }
}

extension State {
    /// How long a request may run, in milliseconds, while relative times in the filter move on.
    private static let longestRequest: Int64 = 600_000

    mutating func askForOlder() -> [Effect] {
        guard runs.listing.request == runs.request else { return [] }
        guard runs.paused == nil else {
            return sayOnly("paused; \(key(.pause)) follows again, and then older runs can be read")
        }
        let oldest =
            runs.listing.count > 0 ? runs.listing.summary(at: runs.listing.count - 1).sortTime : nil
        let bound = runs.request.order == .newestFirst ? oldest : nil
        let moment = bound.map { "before " + times.clock.brief($0, today: now) } ?? "that are older"
        say("reading runs \(moment) \(glyphs.ellipsis)")
        guard !runs.isReadingOlder else { return [] }
        runs.isReadingOlder = true
        let later = now.advanced(byMilliseconds: Self.longestRequest)
        return [.readOlder(RunQuestion(runs.request.query, from: now, to: later))]
    }

    mutating func take(_ news: OlderNews) {
        runs.isReadingOlder = false
        message = news.message(times.clock, now: now)
    }
}
