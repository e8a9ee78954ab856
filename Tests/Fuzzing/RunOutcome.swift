import Query
import Runs
import RunTable
import TUI

/// All that becomes of runs: lists, digests, and what is written of them.
struct RunOutcome {
    private(set) var violations = Violations()
    private let table: RunTable
    private let now: Timestamp

    init(_ table: RunTable, now: Timestamp) {
        self.table = table
        self.now = now
    }

    /// Lists, groups and writes the runs.
    mutating func report() async {
        let lister = ListingWorker()
        let request = RunListing.Request(query: .everything, order: .newestFirst)
        let listing = await lister.listing(of: table, request, now: now)
        let pipelines = await lister.pipelines(of: table, answering: .everything, now: now)
        let groups = await lister.errors(of: table, answering: .everything, now: now)
        violations.expect(listing?.count == table.count, "a run is not listed")
        violations.expect(pipelines != nil && groups != nil, "there is no digest")
        for group in groups ?? [] {
            violations.expect(
                (try? Query.parse(group.query)) != nil, "no filter finds a group: \(group.query)")
        }
        guard let listing else { return }
        for place in 0..<listing.count { write(listing[place]) }
    }

    private mutating func write(_ run: Run) {
        let json = RunJSON.text(of: run)
        let read = try? JSONParser.parse(Array(json.utf8))
        violations.expect(read == RunJSON.value(of: run), "JSON is not read back: \(json)")
        let controls = json.unicodeScalars.first {
            [.control, .format].contains($0.properties.generalCategory)
        }
        violations.expect(controls == nil, "JSON has a control in it")
        violations.expectHarmless(RunCSV.row(of: run), "CSV", lineBreaks: true)
        let context = CellContext(now: now, clock: .utc, glyphs: .unicode)
        let line = PlainTable(fitting: [run], .whole, context: context).line(of: run, at: now)
        violations.expectHarmless(line, "a table's row")
    }
}
