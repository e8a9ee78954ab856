/// How a run stands, in one vocabulary for every provider.
package enum RunStatus: String, CaseIterable, Hashable, Sendable, Comparable {
    /// Accepted, not yet picked up.
    case queued
    /// Under way.
    case running
    /// Ended as it should.
    case succeeded
    /// Ended, with trouble along the way.
    case warning
    /// Ended in an error.
    case failed
    /// Deliberately not done.
    case skipped
    /// Stopped before its end.
    case cancelled
    /// Not a run: something that happened, worth a row.
    case info
    /// A word that no table knows, or no word at all.
    case unknown

    /// Whether nothing more is expected of a run in this status.
    ///
    /// An unknown word counts as open, so that a later known one replaces it.
    package var isTerminal: Bool {
        switch self {
        case .queued, .running, .unknown: false
        case .succeeded, .warning, .failed, .skipped, .cancelled, .info: true
        }
    }

    /// The position in the declared order, which is also the order of sorting.
    package var rank: Int {
        switch self {
        case .queued: 0
        case .running: 1
        case .succeeded: 2
        case .warning: 3
        case .failed: 4
        case .skipped: 5
        case .cancelled: 6
        case .info: 7
        case .unknown: 8
        }
    }

    package static func < (left: RunStatus, right: RunStatus) -> Bool { left.rank < right.rank }
}
