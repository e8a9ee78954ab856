/// The state of a run, in one vocabulary for all providers.
package enum RunStatus: String, CaseIterable, Hashable, Sendable, Comparable {
    /// Accepted, not yet picked up.
    case queued
    case running
    /// Ended as it should.
    case succeeded
    /// Ended, with problems along the way.
    case warning
    case failed
    /// Deliberately not done.
    case skipped
    case cancelled
    /// Not a run: an event worth a row.
    case info
    /// An unknown word, or none.
    case unknown

    /// Whether the run has ended. Unknown counts as open, so that a later status replaces it.
    package var isTerminal: Bool {
        switch self {
        case .queued, .running, .unknown: false
        case .succeeded, .warning, .failed, .skipped, .cancelled, .info: true
        }
    }

    /// The position in the declared order, which is also the sort order.
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
