package import Runs

/// The counts of the runs of a listing.
struct RunTally: Sendable {
    var statuses = StatusCounts()
    /// The runs without a pipeline, by source code.
    var sources: ContiguousArray<StatusCounts> = []
    /// By pipeline code; 0 means none.
    var pipelines: ContiguousArray<StatusCounts> = []
    /// The bins of the timeline, from `firstBin` on.
    var bins: ContiguousArray<StatusCounts> = []
    var firstBin: Int64 = 0
    /// The length of a bin in milliseconds.
    var bucket: Int64 = 1_000

    /// The bins from the first non-empty one to the last.
    var timeline: Timeline {
        guard let first = bins.firstIndex(where: { !$0.isEmpty }),
            let last = bins.lastIndex(where: { !$0.isEmpty })
        else { return .empty }
        return Timeline(
            bucket: bucket,
            start: Timestamp(milliseconds: (firstBin + Int64(first)) * bucket),
            bins: Array(bins[first...last]))
    }

    /// Adds the counts of a chunk, or subtracts them.
    mutating func add(_ chunk: ChunkTally, sign: Int32) {
        if sign > 0 { statuses += chunk.statuses } else { statuses -= chunk.statuses }
        Self.add(chunk.sources, sign, to: &sources)
        Self.add(chunk.pipelines, sign, to: &pipelines)
    }

    mutating func addBins(_ chunk: ChunkTally, sign: Int32) {
        Self.add(chunk.bins, sign, to: &bins, offset: Int(chunk.firstBin - firstBin))
    }

    /// Resets the timeline to empty bins.
    mutating func restart(bucket: Int64, bins: ClosedRange<Int64>) {
        self.bucket = bucket
        firstBin = bins.lowerBound
        self.bins = ContiguousArray(repeating: StatusCounts(), count: bins.count)
    }

    private static func add(
        _ entries: [ChunkTally.Entry], _ sign: Int32,
        to counts: inout ContiguousArray<StatusCounts>, offset: Int = 0
    ) {
        for entry in entries {
            let place = Int(entry.number) + offset
            while counts.count <= place { counts.append(StatusCounts()) }
            counts[place].add(Int32(entry.count) * sign, code: Int(entry.code))
        }
    }
}

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
