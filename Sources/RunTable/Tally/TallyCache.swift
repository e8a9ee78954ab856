/// Counts the runs of listings chunk by chunk, and recounts only chunks with changes.
struct TallyCache: Sendable {
    private var chunks: ContiguousArray<ChunkTally?> = []
    private var total = RunTally()

    /// Counts selected rows of one growing table.
    mutating func tally(of table: RunTable, _ found: ContiguousArray<RowBits>) -> RunTally {
        var scratch = TallyScratch()
        var changed: [Int] = []
        while chunks.count < found.count { chunks.append(nil) }
        for number in chunks.indices {
            // An older state of the table may have fewer.
            let bits = number < found.count ? found[number] : .none
            guard !isKnown(number, bits, in: table) else { continue }
            if let old = chunks[number] {
                total.add(old, sign: -1)
                total.addBins(old, sign: -1)
            }
            chunks[number] = nil
            guard !bits.isEmpty else { continue }
            let tally = ChunkTally(bits, of: table.chunks[number], &scratch)
            total.add(tally, sign: 1)
            chunks[number] = tally
            changed.append(number)
        }
        divide(changed, of: table, &scratch)
        return total
    }

    private func isKnown(_ number: Int, _ found: RowBits, in table: RunTable) -> Bool {
        guard let known = chunks[number] else { return found.isEmpty }
        return !found.isEmpty && known.found == found
            && known.stamp === table.chunks[number].stamp
    }

    /// Counts rows by bin: of changed chunks, or of all if the period needs other bins.
    private mutating func divide(
        _ changed: [Int], of table: RunTable, _ scratch: inout TallyScratch
    ) {
        var (first, last) = (Int64.max, Int64.min)
        for case let times? in chunks.lazy.map({ $0?.times }) {
            first = min(first, times.lowerBound)
            last = max(last, times.upperBound)
        }
        guard first <= last else {
            total.bins = []
            return
        }
        let bucket = Timeline.bucket(from: first, to: last)
        let (begin, end) = (Timeline.bin(of: first, bucket), Timeline.bin(of: last, bucket))
        let isNew = bucket != total.bucket || total.bins.isEmpty
        for number in isNew ? Array(chunks.indices) : changed {
            chunks[number]?.divide(table.chunks[number], bucket: bucket, &scratch)
        }
        // Empty bins of a distant past need no room.
        let isLong = end - total.firstBin >= 2 * Int64(Timeline.capacity)
        if isNew || isLong || begin < total.firstBin {
            total.restart(bucket: bucket, bins: begin...end)
            for case let tally? in chunks { total.addBins(tally, sign: 1) }
        } else {
            for number in changed {
                if let tally = chunks[number] { total.addBins(tally, sign: 1) }
            }
        }
    }
}
