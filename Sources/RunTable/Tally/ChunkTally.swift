import Runs

/// The counts of some rows of a chunk.
struct ChunkTally: Sendable {
    let stamp: SealedChunk.Stamp
    let found: RowBits
    let statuses: StatusCounts
    let pipelines: [Entry]
    /// The sources of the rows without a pipeline.
    let sources: [Entry]
    /// The earliest and latest time of a row in the timeline; nil if there is none.
    let times: ClosedRange<Int64>?
    /// The bins of the timeline, numbered from `firstBin`.
    private(set) var bins: [Entry] = []
    private(set) var firstBin: Int64 = 0

    /// The number of rows with a number and a status in common.
    struct Entry: Hashable, Sendable {
        let number: UInt32
        let code: UInt8
        let count: UInt16
    }

    init(_ found: RowBits, of chunk: SealedChunk, _ scratch: inout TallyScratch) {
        stamp = chunk.stamp
        self.found = found
        var statuses = Lanes<UInt32>(repeating: 0)
        var (first, last) = (Int64.max, Int64.min)
        var isAlone = false
        chunk.rows.statuses.withUnsafeBufferPointer { codes in
            chunk.rows.times.withUnsafeBufferPointer { times in
                chunk.rows.marks.withUnsafeBufferPointer { marks in
                    found.forEach { place in
                        statuses[Int(codes[place])] &+= 1
                        let isTimed = Self.isTimed(times[place], marks[place])
                        isAlone = isAlone || marks[place] & RowMarks.pipeline.rawValue == 0
                        guard isTimed else { return }
                        first = min(first, times[place])
                        last = max(last, times[place])
                    }
                }
            }
        }
        self.statuses = StatusCounts(statuses)
        times = first <= last ? first...last : nil
        let (codes, numbers, names) = (
            chunk.rows.statuses, chunk.rows.pipelines, chunk.rows.sources
        )
        pipelines = scratch.entries(of: found, codes) { numbers[$0] }
        sources =
            isAlone
            ? scratch.entries(of: found, codes) { numbers[$0] == 0 ? UInt32(names[$0]) : nil } : []
    }

    /// Counts the timed rows by bin.
    mutating func divide(_ chunk: SealedChunk, bucket: Int64, _ scratch: inout TallyScratch) {
        bins = []
        guard let times else { return }
        firstBin = Timeline.bin(of: times.lowerBound, bucket)
        let (moments, marks, firstBin) = (chunk.rows.times, chunk.rows.marks, firstBin)
        // Adjacent rows began at about the same time, so few need a division.
        var (bin, start) = (firstBin, firstBin * bucket)
        bins = scratch.entries(of: found, chunk.rows.statuses) { place in
            let time = moments[place]
            guard Self.isTimed(time, marks[place]) else { return nil }
            if time < start || time - start >= bucket {
                bin = Timeline.bin(of: time, bucket)
                start = bin * bucket
            }
            return UInt32(truncatingIfNeeded: bin - firstBin)
        }
    }

    /// Whether the provider gave a time within the timeline's reach.
    @inline(__always)
    private static func isTimed(_ time: Int64, _ marks: UInt16) -> Bool {
        marks & RowMarks.untimed.rawValue == 0 && Timeline.reach.contains(time)
    }
}

/// A counting buffer that is reused from chunk to chunk.
struct TallyScratch {
    private var counts = ContiguousArray<UInt16>()
    private var taken = ContiguousArray<UInt32>()

    /// Counts rows by number and status; skips rows without a number.
    @inline(__always)
    mutating func entries(
        of found: RowBits, _ statuses: ContiguousArray<UInt8>, _ number: (Int) -> UInt32?
    ) -> [ChunkTally.Entry] {
        found.forEach { place in
            guard let number = number(place) else { return }
            let slot = number << 4 | UInt32(statuses[place])
            if Int(slot) >= counts.count { grow(to: Int(slot)) }
            if counts[Int(slot)] == 0 { taken.append(slot) }
            counts[Int(slot)] &+= 1
        }
        let entries = taken.map { slot in
            ChunkTally.Entry(
                number: slot >> 4, code: UInt8(truncatingIfNeeded: slot & 15),
                count: counts[Int(slot)])
        }
        for slot in taken { counts[Int(slot)] = 0 }
        taken.removeAll(keepingCapacity: true)
        return entries
    }

    private mutating func grow(to slot: Int) {
        counts.append(contentsOf: repeatElement(0, count: slot + 1 - counts.count + 1_024))
    }
}
