import Runs

/// One row of a page at its place in the log.
struct PlacedEntry: Sendable {
    /// The identifier that it is known by in its connector's log.
    let key: String
    /// The identifier that it shares with entries which are alike in every field; nil where it
    /// has one of its own.
    let derived: String?
    /// Its time, where it is exact enough to page by.
    let moment: Timestamp?
    /// The end of the stretch of time in which it must have happened; nil where that is unknown.
    let latest: Timestamp?
    /// Its time, or where it has none that is exact, that of the entry above it, as the log is in
    /// order.
    let place: Timestamp
    /// What it says, or why it cannot be read.
    let content: Result<RunObservation, RejectedRow>

    /// Reads the rows of a page, newest first, below a place that stands above any entry with a time.
    static func list(
        _ rows: [JSONValue], of connector: String, from top: Timestamp, twins: TwinCount
    ) -> [PlacedEntry] {
        var counts = twins.counts
        var place = top
        return rows.map { row in
            do throws(RejectedRow) {
                let entry = try SupermetricsWire.entry(row, of: connector, twins: &counts)
                place = entry.moment ?? place
                return PlacedEntry(
                    key: entry.observation.id.text, derived: entry.derived, moment: entry.moment,
                    latest: entry.latest, place: place, content: .success(entry.observation))
            } catch {
                let digest = KnownRows.digest([connector, JSONWriter.text(of: row)])
                return PlacedEntry(
                    key: "row-" + digest, derived: nil, moment: nil, latest: nil, place: place,
                    content: .failure(error))
            }
        }
    }

    /// Whether it cannot have happened before a moment.
    func reaches(_ floor: Timestamp) -> Bool {
        place >= floor && latest.map { $0 >= floor } ?? true
    }
}
