/// Why a source was not asked, though nothing is wrong with it.
package enum CallHold: Hashable, Sendable {
    /// The provider asked not to be called before a moment (`Retry-After`).
    case retryAfter(until: Timestamp)
    /// No call is left before a moment.
    case budgetSpent(until: Timestamp)
    /// The calls that are left until a moment are kept for polls that a person asks for.
    case reserve(remaining: Int, limit: Int?, until: Timestamp)
    /// Another process on the same history reads the source, and did not do so in time; when it
    /// does so next, as far as that is known.
    case elsewhere(LeaseOwner?, next: Timestamp?)
    /// Another process on the same history reads the source, but only since a moment.
    case shallower(LeaseOwner?, since: Timestamp?)

    /// When a call may be made again; nil where that is for another process to say.
    package var until: Timestamp? {
        switch self {
        case .retryAfter(let until), .budgetSpent(let until), .reserve(_, _, let until): until
        case .elsewhere, .shallower: nil
        }
    }
}
