import Runs

/// The right to poll one source for a while.
struct Lease: Hashable, Sendable {
    let owner: LeaseOwner
    /// The moment at which it ends, unless renewed.
    let end: Timestamp

    /// Whether somebody may have it instead: its owner, or anybody once it has ended.
    ///
    /// One that ends much later than anybody would ask for was written by a clock that has been
    /// set back since, and holds nobody up.
    func yields(to wish: Lease, at now: Timestamp) -> Bool {
        owner == wish.owner || end <= now
            || end.milliseconds(since: now) > 2 * wish.end.milliseconds(since: now)
    }

    /// Whether it is somebody else's than the one who asks; nobody in particular has no say.
    func isElsewhere(for asking: LeaseOwner?) -> Bool {
        asking.map { $0 != owner } ?? false
    }
}
