import Query
import Runs

/// Cached results per chunk, so that only changed chunks are read again.
///
/// It follows one table as it grows, and its copies. Renumbered rows clear it; the tests used least
/// recently are evicted.
struct ListingCache: Sendable {
    /// Identifies the row numbers that the cache refers to.
    private var numbering: RunTable.Numbering?
    private var leaves: [QueryLeaf: LeafCache] = [:]
    /// A counter of queries, for evicting the least recently used test.
    private var queryCount = 0

    /// The number of texts that were too hard for the last query's regular expressions.
    private(set) var hardCount = 0

    /// The last listing, which the next one updates.
    var last: OrderedRows?
    /// All runs, newest first, from which filtered and differently sorted lists derive.
    var newest: OrderedRows?
    var ranks: TextRanks?
    /// The counts of all runs; separate, so that clearing a filter costs nothing.
    var sumOfAll = TallyCache()
    var sumOfSome = TallyCache()

    /// The number of rows from which sorting all takes longer than a frame.
    var manyRows = 100_000
    var errorGrouper = ErrorGrouper()

    /// The results of tests on records, by chunk number.
    var payloads: [QueryLeaf: [Int: PayloadAnswers]] = [:]
    /// The rows whose record must be read to decide the last query.
    private(set) var unread: [UnreadPayloads] = []

    /// The most tests in the cache.
    private static var capacity: Int { 16 }

    /// The cached results of one test.
    private struct LeafCache: Sendable {
        var scan: LeafScan
        var now: Timestamp
        var lastUsed = 0
        private var rows: ContiguousArray<RowBits> = []
        /// The rows that may match too, by chunk.
        private var unsure: [Int: RowBits] = [:]
        /// The rows that only their records decide, by chunk.
        private(set) var undecided: [Int: RowBits] = [:]
        private var stamps: ContiguousArray<SealedChunk.Stamp?> = []

        init(_ leaf: QueryLeaf, now: Timestamp) {
            self.now = now
            scan = LeafScan(leaf, now: now)
        }

        mutating func prepare(for table: RunTable) {
            if !scan.update(with: table.texts) { stamps = [] }
            while stamps.count < table.chunks.count { stamps.append(nil) }
            while rows.count < table.chunks.count { rows.append(.none) }
        }

        mutating func rows(
            ofChunk number: Int, of chunks: ContiguousArray<SealedChunk>
        ) -> RowAnswer {
            let stamp = chunks[number].stamp
            if stamps[number] !== stamp {
                let answer = scan.rows(of: chunks[number])
                let (certain, possible) = (answer.rows.certain, answer.rows.possible)
                rows[number] = certain
                unsure[number] = possible == certain ? nil : possible
                undecided[number] = answer.undecided.isEmpty ? nil : answer.undecided
                stamps[number] = stamp
            }
            return RowAnswer(certain: rows[number], possible: unsure[number] ?? rows[number])
        }
    }

    /// Finds the rows that certainly match a query, by chunk, and those that are `unread`.
    /// - Returns: The rows, or nil if the calling task was cancelled.
    mutating func rows(
        of table: RunTable, answering query: Query, now: Timestamp
    ) -> ContiguousArray<RowBits>? {
        resetIfRenumbered(table)
        let plan = QueryPlan(query)
        var caches = removeCaches(of: plan, for: table, now: now)
        defer {
            // A regular expression that was cancelled midway starts again.
            for (leaf, cache) in zip(plan.leaves, caches)
            where !(leaf.isRegex && Task.isCancelled) { leaves[leaf] = cache }
            evict()
        }
        hardCount = caches.reduce(0) { $0 + $1.scan.hardCount }
        unread = []
        var found = ContiguousArray<RowBits>()
        found.reserveCapacity(table.chunks.count)
        // A closure that captures the table would copy all of it for each chunk.
        let chunks = table.chunks
        for number in chunks.indices {
            if number.isMultiple(of: 16), Task.isCancelled { return nil }
            let rows = plan.rows(among: chunks[number].rows.live) { leaf in
                caches[leaf].rows(ofChunk: number, of: chunks)
            }
            found.append(rows.certain)
        }
        for number in Set(caches.flatMap(\.undecided.keys)).sorted() where number < found.count {
            guard !Task.isCancelled else { return nil }
            found[number] = rows(ofChunk: number, in: table, plan, &caches, now: now).certain
        }
        return Task.isCancelled && plan.leaves.contains(where: \.isRegex) ? nil : found
    }

    /// Combines the results of columns and records, and collects rows without a record.
    private mutating func rows(
        ofChunk number: Int, in table: RunTable, _ plan: QueryPlan, _ caches: inout [LeafCache],
        now: Timestamp
    ) -> RowAnswer {
        var unknownByLeaf: [Int: RowBits] = [:]
        let rows = plan.rows(among: table.chunks[number].rows.live) { leaf in
            let known = caches[leaf].rows(ofChunk: number, of: table.chunks)
            guard let undecided = caches[leaf].undecided[number] else { return known }
            let request = UnreadPayloads(leaf: plan.leaves[leaf], chunk: number, rows: undecided)
            let answers = self.answers(
                of: request, in: table, now: now, budget: caches[leaf].scan.budget)
            if unknownByLeaf[leaf] == nil { hardCount += answers.hardCount }
            let unknown = undecided & ~answers.read
            unknownByLeaf[leaf] = unknown
            return known | answers.passing | RowAnswer(certain: .none, possible: unknown)
        }
        for (leaf, unknown) in unknownByLeaf where !(unknown & rows.unsure).isEmpty {
            let rows = unknown & rows.unsure
            unread.append(UnreadPayloads(leaf: plan.leaves[leaf], chunk: number, rows: rows))
        }
        return rows
    }

    /// Moves the cached tests of a query out of the cache, prepared for a table.
    private mutating func removeCaches(
        of plan: QueryPlan, for table: RunTable, now: Timestamp
    ) -> [LeafCache] {
        queryCount += 1
        return plan.leaves.map { leaf in
            var cache = leaves.removeValue(forKey: leaf) ?? LeafCache(leaf, now: now)
            if leaf.test.isTimeDependent, cache.now != now { cache = LeafCache(leaf, now: now) }
            cache.lastUsed = queryCount
            cache.prepare(for: table)
            return cache
        }
    }

    /// Clears the cache if the table's rows were renumbered.
    mutating func resetIfRenumbered(_ table: RunTable) {
        guard numbering !== table.numbering else { return }
        let manyRows = manyRows
        self = ListingCache()
        (self.manyRows, numbering) = (manyRows, table.numbering)
    }

    private mutating func evict() {
        let excess = leaves.count - Self.capacity
        guard excess > 0 else { return }
        let oldest = leaves.sorted { $0.value.lastUsed < $1.value.lastUsed }.prefix(excess)
        for (leaf, _) in oldest {
            leaves[leaf] = nil
            payloads[leaf] = nil
        }
    }
}
