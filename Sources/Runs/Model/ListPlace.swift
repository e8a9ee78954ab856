/// Where a run that the provider gives no time for stands in the provider's list.
///
/// Of several places of one run the least counts, which is the first one seen.
package struct ListPlace: Hashable, Sendable, Comparable {
    /// Whether the run was there before anybody looked.
    package enum Arrival: Int, Hashable, Sendable {
        /// It came with the first walk, so that it may be of any age.
        case backlog
        /// It came later, so that it is about as old as its first sight.
        case later
    }

    /// Whether the run was there before anybody looked.
    package let arrival: Arrival
    /// A moment by which the list held the run.
    package let listed: Timestamp
    /// The place among runs of the same moment; the greatest is shown first.
    package let rank: Int64

    /// Joins the parts of a place.
    package init(arrival: Arrival, listed: Timestamp, rank: Int64) {
        self.arrival = arrival
        self.listed = listed
        self.rank = rank
    }

    package static func < (left: ListPlace, right: ListPlace) -> Bool {
        (left.arrival.rawValue, left.listed, left.rank)
            < (right.arrival.rawValue, right.listed, right.rank)
    }
}
