package import Runs

/// The number of runs by status.
package struct StatusCounts: Hashable, Sendable {
    /// By status code.
    private var lanes: Lanes<UInt32>

    package init() { lanes = Lanes(repeating: 0) }

    init(_ lanes: Lanes<UInt32>) { self.lanes = lanes }

    package internal(set) subscript(status: RunStatus) -> Int {
        get { Int(lanes[Int(status.code)]) }
        set { lanes[Int(status.code)] = UInt32(truncatingIfNeeded: newValue) }
    }

    package var total: Int { Int(lanes.wrappedSum) }

    package var isEmpty: Bool { lanes == Lanes(repeating: 0) }

    package static func + (left: StatusCounts, right: StatusCounts) -> StatusCounts {
        StatusCounts(left.lanes &+ right.lanes)
    }

    package static func += (left: inout StatusCounts, right: StatusCounts) {
        left.lanes = left.lanes &+ right.lanes
    }

    static func -= (left: inout StatusCounts, right: StatusCounts) {
        left.lanes = left.lanes &- right.lanes
    }

    /// Adds runs by status code, or subtracts them.
    mutating func add(_ count: Int32, code: Int) {
        lanes[code] = lanes[code] &+ UInt32(bitPattern: count)
    }
}
