package import Runs

/// How the history answers for a source that is not called.
package enum KeptAnswer: Hashable, Sendable {
    /// It holds everything, as of the last poll.
    case whole
    /// The first reading of the source did not come to its end.
    case inPart
    /// Nothing was ever kept of the source.
    case nothing
    /// The history cannot be read.
    case unusable

    /// Judges by how the source stands, nil where it was never read.
    package init(_ standing: SourceStanding?) {
        self = standing.map { $0.isBackfilled ? .whole : .inPart } ?? .nothing
    }
}
