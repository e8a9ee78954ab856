package import Runs

/// How many runs stand in each status.
package struct StatusCounts: Hashable, Sendable {
    /// By the code of the status.
    private var lanes: Lanes<UInt32>

    /// Starts at zero everywhere.
    package init() { lanes = Lanes(repeating: 0) }

    /// Takes numbers by the codes of the statuses.
    init(_ lanes: Lanes<UInt32>) { self.lanes = lanes }

    /// The number of runs in a status.
    package internal(set) subscript(status: RunStatus) -> Int {
        get { Int(lanes[Int(status.code)]) }
        set { lanes[Int(status.code)] = UInt32(truncatingIfNeeded: newValue) }
    }

    /// The number of runs in all.
    package var total: Int { Int(lanes.wrappedSum) }

    /// Whether there is no run.
    package var isEmpty: Bool { lanes == Lanes(repeating: 0) }

    /// Adds up, status by status.
    package static func + (left: StatusCounts, right: StatusCounts) -> StatusCounts {
        StatusCounts(left.lanes &+ right.lanes)
    }

    /// Adds to each status.
    package static func += (left: inout StatusCounts, right: StatusCounts) {
        left.lanes = left.lanes &+ right.lanes
    }

    static func -= (left: inout StatusCounts, right: StatusCounts) {
        left.lanes = left.lanes &- right.lanes
    }

    /// Adds runs of the status of a code, or takes them away.
    mutating func add(_ count: Int32, code: Int) {
        lanes[code] = lanes[code] &+ UInt32(bitPattern: count)
    }
}
