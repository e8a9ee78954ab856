import Runs

struct PlacedEntry: Sendable {
    let key: String
    /// The identifier that it shares with identical entries; nil if it has its own.
    let derived: String?
    /// Its time, if that is exact enough for paging.
    let moment: Timestamp?
    /// The latest time at which it can have happened; nil if unknown.
    let latest: Timestamp?
    /// Its time or, without an exact one, that of the entry above it, as the log is in order.
    let place: Timestamp
    let content: Result<RunObservation, RejectedRow>

    /// Reads a page's rows, newest first, from a place above any entry with a time.
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

    /// Whether it may have happened at or after a moment.
    func reaches(_ floor: Timestamp) -> Bool {
        place >= floor && latest.map { $0 >= floor } ?? true
    }
}
