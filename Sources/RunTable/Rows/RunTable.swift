package import Runs

/// All runs as a value: a copy is a snapshot, shared until either side changes.
///
/// Rows are columns in immutable chunks: merging a batch replaces the chunks that it touches and
/// shares the others. A row keeps its number, and that of a deleted run is not reused, until most
/// rows are deleted: then all are renumbered.
///
/// A row has the fields for listing, filtering, sorting and counting. Metadata, related identifiers
/// and the precedence of each field form its payload, which stays in memory only while no history
/// has it.
package struct RunTable: Sendable {
    /// The number of runs by status.
    package private(set) var counts = StatusCounts()
    /// The number of merged batches; two equal generations of one table are equal.
    package internal(set) var generation = 0

    /// Identifies the row numbers: equal for states of the table with the same numbers.
    let numbering = Numbering()
    /// The number of deleted rows that never cause renumbering.
    var spareRows = 8 * RowBits.capacity
    private(set) var chunks: ContiguousArray<SealedChunk> = []
    /// Chunks being changed, by number; empty between changes.
    private var open: [Int: RunChunk] = [:]
    private var index = RowIndex()
    var texts = TableTexts()
    /// The state of loading from a history; nil if there is none.
    var loading: TableLoading?
    private var countsBySource: [Int] = []
    private var countsByPipeline: [Int] = []

    final class Numbering: Sendable {}

    package init() {}

    /// The number of runs.
    package private(set) var count = 0

    /// The number of rows, deleted ones included.
    private(set) var rowCount = 0

    /// The number of runs of a source.
    package func count(of source: SourceName) -> Int {
        texts.code(of: source).map { countsBySource.count(at: Int($0)) } ?? 0
    }

    /// The row of a run, if it exists.
    package func row(of key: RunKey) -> Int? {
        guard let source = texts.code(of: key.source) else { return nil }
        var text = key.id.text
        return text.withUTF8 { row(of: $0, source) }
    }

    /// The run of a row: without metadata and related identifiers if they are not in memory.
    /// - Parameter row: The number of a live row.
    package subscript(row: Int) -> Run {
        if let record = record(in: row) { return finished(record) }
        return run(in: row)
    }

    /// The run of a key, if it exists.
    package func run(for key: RunKey) -> Run? { row(of: key).map { self[$0] } }

    /// The attempts at a run's job, including itself, in order; empty without a job. O(rows).
    package func attempts(like run: Run) -> [Run] {
        guard let job = run.job, let source = texts.code(of: run.source),
            let code = texts.jobs.code(of: JobEntry(source: source, job: job))
        else { return [] }
        var found: [Run] = []
        for (number, chunk) in chunks.enumerated() {
            let jobs = chunk.rows.jobs
            for place in jobs.indices where jobs[place] == code && chunk.rows.live[place] {
                found.append(self.run(in: number * RowBits.capacity + place))
            }
        }
        return found.sorted {
            ($0.attempt ?? 0, $0.sortTime, $0.id) < ($1.attempt ?? 0, $1.sortTime, $1.id)
        }
    }

    // MARK: Changes

    /// Merges a batch of new, changed or known records. `stored` are the records of those runs
    /// whose payload is not in memory. Cost: linear in the batch and in the chunks that it touches.
    @discardableResult
    package mutating func merge(
        _ batch: RunBatch, stored: [RunKey: RunRecord] = [:]
    ) -> MergeOutcome {
        generation += 1
        var outcome = MergeOutcome()
        for code in texts.setNames(batch.pipelines, of: batch.source) {
            outcome.renamed += countsByPipeline.count(at: Int(code))
        }
        for record in batch.records { merge(record, stored[record.key], into: &outcome) }
        seal()
        return outcome
    }

    /// The runs of a batch whose stored records have more than the table: those without a payload,
    /// and during loading, those that are missing.
    package func incomplete(in batch: RunBatch) -> [RunKey] {
        batch.records.map(\.key).filter { key in
            guard let row = row(of: key) else { return loading != nil }
            return read(row) { $0.payload(at: $1) == nil }
        }
    }

    /// Deletes distinct live rows.
    mutating func delete(rows: some Sequence<Int>) {
        generation += 1
        for row in rows {
            uncount(row)
            change(row) { $0.delete(at: row % RowBits.capacity) }
        }
        seal()
        if isMostlyDeleted { self = compacted }
    }

    /// The number of payloads in memory.
    package var payloadCount: Int { chunks.reduce(0) { $0 + $1.rows.payloadCount } }

    /// The size of these payloads in bytes.
    package var payloadBytes: Int { chunks.reduce(0) { $0 + $1.rows.payloadBytes } }

    /// Removes the records of a chunk from memory and returns them; nil if there is no such chunk.
    package mutating func removeRecords(ofChunk number: Int) -> [RunRecord]? {
        guard chunks.indices.contains(number) else { return nil }
        let first = number * RowBits.capacity
        let records = (first..<first + chunks[number].rows.count).compactMap(record(in:))
        chunks[number] = chunks[number].withoutPayloads
        return records
    }

    /// The approximate memory of the table in bytes.
    package var heldBytes: Int {
        chunks.reduce(texts.bytes) { held, chunk in
            held + chunk.rows.payloadBytes + chunk.rows.ids.byteCount
                + chunk.rows.count * RunChunk.rowBytes
        }
    }

    /// Removes all payloads from memory, once a history has them. Nothing listed changes.
    package mutating func releasePayloads() {
        for number in chunks.indices where chunks[number].rows.payloadCount > 0 {
            chunks[number] = chunks[number].withoutPayloads
        }
    }

    private mutating func merge(
        _ record: RunRecord, _ stored: RunRecord?, into outcome: inout MergeOutcome
    ) {
        guard let row = row(of: record.key) else {
            append(stored.map { $0.merged(with: record) } ?? record)
            outcome.added.append(record.key)
            return
        }
        let place = row % RowBits.capacity
        let held = read(row) { $0.payload(at: $1) }
        guard held != record.bytes else { return }
        let before = self.record(in: row) ?? stored
        var merged = before ?? record
        merged.merge(record)
        guard merged != before else { return }
        let run = finished(merged)
        uncount(row)
        let (values, payload) = (texts.values(of: run), merged.bytes)
        change(row) { $0.replace(at: place, with: values, payload: payload) }
        adjustCounts(values.status, values.source, values.pipeline, 1)
        if before.map(finished) != run { outcome.changed.append(record.key) }
    }

    private mutating func append(_ record: RunRecord) {
        var text = record.key.id.text
        let values = texts.values(of: finished(record))
        let payload = record.bytes
        text.withUTF8 { id in
            let hash = Self.hash(id, values.source)
            loading?.early.insert(hash)
            append(id, values, payload: payload, hash: hash)
        }
    }

    mutating func append(
        _ id: UnsafeBufferPointer<UInt8>, _ values: RowValues, payload: [UInt8]?, hash: UInt64
    ) {
        let row = rowCount
        if row % RowBits.capacity == 0 { chunks.append(SealedChunk(RunChunk())) }
        change(row) { $0.append(id, values, payload: payload) }
        index.append(row: row, hash: hash)
        rowCount += 1
        adjustCounts(values.status, values.source, values.pipeline, 1)
    }

    mutating func seal() {
        for (number, rows) in open { chunks[number] = SealedChunk(rows) }
        open = [:]
    }

    private mutating func uncount(_ row: Int) {
        let (status, source, pipeline) = read(row) {
            ($0.status(at: $1), $0.sources[$1], $0.pipelines[$1])
        }
        adjustCounts(status, source, pipeline, -1)
    }

    /// Adds a row to the counts, or subtracts it.
    private mutating func adjustCounts(
        _ status: RunStatus, _ source: UInt16, _ pipeline: UInt32, _ change: Int
    ) {
        count += change
        counts[status] += change
        countsBySource.count(Int(source), change)
        countsByPipeline.count(Int(pipeline), change)
    }

    // MARK: Rows

    /// Reads the columns of a row at its index.
    @inline(__always)
    func read<Answer>(_ row: Int, _ body: (borrowing RunChunk, Int) -> Answer) -> Answer {
        let (number, place) = (row / RowBits.capacity, row % RowBits.capacity)
        // No chunk is copied, because a copy retains each of its columns.
        guard !open.isEmpty, let rows = open[number] else {
            return body(chunks[number].rows, place)
        }
        return body(rows, place)
    }

    @inline(__always)
    func chunk(_ row: UInt32) -> SealedChunk { chunks[Int(row) / RowBits.capacity] }

    /// The index of a listed row in its chunk.
    @inline(__always)
    static func place(_ row: UInt32) -> Int { Int(row) % RowBits.capacity }

    private mutating func change(_ row: Int, _ change: (inout RunChunk) -> Void) {
        let number = row / RowBits.capacity
        change(&open[number, default: chunks[number].rows])
    }

    func row(of id: UnsafeBufferPointer<UInt8>, _ source: UInt16) -> Int? {
        index.first(of: Self.hash(id, source)) { row in
            read(row) { rows, place in
                rows.live[place] && rows.sources[place] == source
                    && rows.ids.equals(id, at: place)
            }
        }
    }

    func hash(of row: Int) -> UInt64 {
        let key = key(in: row)
        var text = key.id.text
        let source = read(row) { $0.sources[$1] }
        return text.withUTF8 { Self.hash($0, source) }
    }

    static func hash(_ id: UnsafeBufferPointer<UInt8>, _ source: UInt16) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(bytes: UnsafeRawBufferPointer(id))
        hasher.combine(source)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}

extension [Int] {
    /// The number at an index, zero beyond the end.
    fileprivate func count(at place: Int) -> Int { place < count ? self[place] : 0 }

    /// Adds to the number at an index, which starts at zero.
    fileprivate mutating func count(_ place: Int, _ change: Int) {
        while count <= place { append(0) }
        self[place] += change
    }
}
