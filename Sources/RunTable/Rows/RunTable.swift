package import Runs

/// All runs that are held, as a value: a copy is a snapshot, shared until either side changes.
///
/// Rows live as columns in chunks that never change, so that merging a batch makes the chunks anew
/// that it touches and shares the others. A row keeps its number, and that of a deleted run is not
/// given away again, until most rows are of deleted runs: then all are numbered anew.
///
/// A row holds what runs are listed, filtered, sorted and counted by. Metadata, identifiers of other
/// things and the standing of each field make up its payload, which is only in memory while nothing
/// else keeps it.
package struct RunTable: Sendable {
    /// How many runs stand in each status.
    package private(set) var counts = StatusCounts()
    /// How many batches were merged so far; two equal generations of one table are equal.
    package internal(set) var generation = 0

    /// By which rows are known to have the numbers that they had in another state of the table.
    let numbering = Numbering()
    /// How many rows of deleted runs are always put up with.
    var spareRows = 8 * RowBits.capacity
    private(set) var chunks: ContiguousArray<SealedChunk> = []
    /// Chunks that are being changed, by their place; only during a change.
    private var open: [Int: RunChunk] = [:]
    private var index = RowIndex()
    var texts = TableTexts()
    /// What is kept in mind while rows come from a history; nil while none do.
    var loading: TableLoading?
    private var countsBySource: [Int] = []
    private var countsByPipeline: [Int] = []

    /// Nothing but an identity.
    final class Numbering: Sendable {}

    /// Makes an empty table.
    package init() {}

    /// How many runs are held.
    package private(set) var count = 0

    /// How many rows there are, those of deleted runs among them.
    private(set) var rowCount = 0

    /// How many runs of a source are held.
    package func count(of source: SourceName) -> Int {
        texts.code(of: source).map { countsBySource.count(at: Int($0)) } ?? 0
    }

    /// The row of a run, if it is held.
    package func row(of key: RunKey) -> Int? {
        guard let source = texts.code(of: key.source) else { return nil }
        var text = key.id.text
        return text.withUTF8 { row(of: $0, source) }
    }

    /// The run in a row: without metadata and its kin where they are not in memory.
    ///
    /// - Parameter row: The number of a row that is held.
    package subscript(row: Int) -> Run {
        if let record = record(in: row) { return finished(record) }
        return run(in: row)
    }

    /// The run of a key, if it is held.
    package func run(for key: RunKey) -> Run? { row(of: key).map { self[$0] } }

    /// The attempts at the job of a run, itself among them, first to last; none where the
    /// provider tells no job.
    ///
    /// Cost: a look at one number of each row.
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

    /// Merges a batch; records may be new, changed or known already.
    ///
    /// Cost: linear in the batch, and in what the chunks hold that it touches.
    ///
    /// - Parameters:
    ///   - batch: What a source brought.
    ///   - stored: The records of those runs whose payload is not in memory.
    /// - Returns: What is new and what changed.
    @discardableResult
    package mutating func merge(
        _ batch: RunBatch, stored: [RunKey: RunRecord] = [:]
    ) -> MergeOutcome {
        generation += 1
        var outcome = MergeOutcome()
        for code in texts.learn(batch.pipelines, of: batch.source) {
            outcome.renamed += countsByPipeline.count(at: Int(code))
        }
        for record in batch.records { merge(record, stored[record.key], into: &outcome) }
        seal()
        return outcome
    }

    /// The runs of a batch of which a history knows more than is in memory: those without a payload,
    /// and while rows are still to come, those that are not held yet.
    package func incomplete(in batch: RunBatch) -> [RunKey] {
        batch.records.map(\.key).filter { key in
            guard let row = row(of: key) else { return loading != nil }
            return read(row) { $0.payload(at: $1) == nil }
        }
    }

    /// Deletes rows that are held, each told once.
    mutating func delete(rows: some Sequence<Int>) {
        generation += 1
        for row in rows {
            leave(row)
            change(row) { $0.delete(at: row % RowBits.capacity) }
        }
        seal()
        if mostRowsAreDead { self = compacted }
    }

    /// How many rows have a payload in memory.
    package var payloadCount: Int { chunks.reduce(0) { $0 + $1.rows.payloadCount } }

    /// How many bytes these payloads have.
    package var payloadBytes: Int { chunks.reduce(0) { $0 + $1.rows.payloadBytes } }

    /// Hands over the records of a chunk, and lets go of them.
    ///
    /// - Returns: The records; nil where there is no such chunk.
    package mutating func takeRecords(ofChunk number: Int) -> [RunRecord]? {
        guard chunks.indices.contains(number) else { return nil }
        let first = number * RowBits.capacity
        let records = (first..<first + chunks[number].rows.count).compactMap(record(in:))
        chunks[number] = chunks[number].withoutPayloads
        return records
    }

    /// About how many bytes of memory all of it takes.
    package var heldBytes: Int {
        chunks.reduce(texts.bytes) { held, chunk in
            held + chunk.rows.payloadBytes + chunk.rows.ids.byteCount
                + chunk.rows.count * RunChunk.rowBytes
        }
    }

    /// Lets go of all payloads, which a history keeps. Nothing that is listed changes.
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
        leave(row)
        let (values, payload) = (texts.values(of: run), merged.bytes)
        change(row) { $0.replace(at: place, with: values, payload: payload) }
        note(values.status, values.source, values.pipeline, 1)
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

    /// Appends a row that is not held yet.
    mutating func append(
        _ id: UnsafeBufferPointer<UInt8>, _ values: RowValues, payload: [UInt8]?, hash: UInt64
    ) {
        let row = rowCount
        if row % RowBits.capacity == 0 { chunks.append(SealedChunk(RunChunk())) }
        change(row) { $0.append(id, values, payload: payload) }
        index.append(row: row, hash: hash)
        rowCount += 1
        note(values.status, values.source, values.pipeline, 1)
    }

    /// Makes chunks that were changed unchangeable again.
    mutating func seal() {
        for (number, rows) in open { chunks[number] = SealedChunk(rows) }
        open = [:]
    }

    /// Counts a row out.
    private mutating func leave(_ row: Int) {
        let (status, source, pipeline) = read(row) {
            ($0.status(at: $1), $0.sources[$1], $0.pipelines[$1])
        }
        note(status, source, pipeline, -1)
    }

    /// Counts a row in, or out.
    private mutating func note(
        _ status: RunStatus, _ source: UInt16, _ pipeline: UInt32, _ change: Int
    ) {
        count += change
        counts[status] += change
        countsBySource.count(Int(source), change)
        countsByPipeline.count(Int(pipeline), change)
    }

    // MARK: Rows

    /// Reads the columns that a row stands in, at its place.
    @inline(__always)
    func read<Answer>(_ row: Int, _ body: (borrowing RunChunk, Int) -> Answer) -> Answer {
        let (number, place) = (row / RowBits.capacity, row % RowBits.capacity)
        // As a copy of a chunk counts a reference for each of its columns, none is made.
        guard !open.isEmpty, let rows = open[number] else {
            return body(chunks[number].rows, place)
        }
        return body(rows, place)
    }

    /// The chunk that a listed row stands in.
    @inline(__always)
    func chunk(_ row: UInt32) -> SealedChunk { chunks[Int(row) / RowBits.capacity] }

    /// The place of a listed row in its chunk.
    @inline(__always)
    static func place(_ row: UInt32) -> Int { Int(row) % RowBits.capacity }

    /// Changes the columns that a row stands in.
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

    /// The hash of a row's key.
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
    /// The number in a place, zero where there is none.
    fileprivate func count(at place: Int) -> Int { place < count ? self[place] : 0 }

    /// Adds to the number in a place, which is zero where there was none.
    fileprivate mutating func count(_ place: Int, _ change: Int) {
        while count <= place { append(0) }
        self[place] += change
    }
}
