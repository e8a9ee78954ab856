import Query
import Runs

/// What was found out about the chunks of a table, so that only chunks that changed are looked at
/// again.
///
/// For one table as it grows, and its copies; all is forgotten where rows were numbered anew. A test
/// that nobody asked for of late is forgotten as well.
struct ListingMemory: Sendable {
    /// The numbers of the rows that it knows.
    private var numbering: RunTable.Numbering?
    private var leaves: [QueryLeaf: LeafMemory] = [:]
    /// Counts questions; what was asked longest ago is forgotten first.
    private var asked = 0

    /// How many texts, or values in the metadata, were too hard for the last query's regular
    /// expressions.
    private(set) var hardCount = 0

    /// The last listing, from which the next one follows.
    var last: OrderedRows?
    /// All runs from the newest to the oldest, from which lists of some and in other orders follow.
    var newest: OrderedRows?
    var ranks: TextRanks?
    /// What all runs add up to; kept apart, so that a filter that is cleared costs nothing.
    var sumOfAll = TallyMemory()
    /// What the runs of a filter add up to.
    var sumOfSome = TallyMemory()

    /// From how many rows on an order of all takes longer than a frame.
    var manyRows = 100_000
    /// The groups of failures that were found so far.
    var errorReading = ErrorReading()

    /// What records answered that were read for a test, by the number of the chunk.
    var payloads: [QueryLeaf: [Int: PayloadAnswers]] = [:]
    /// The rows whose record would tell whether they answer the last query, and is not in memory.
    private(set) var unread: [UnreadPayloads] = []

    /// How many tests are remembered.
    private static var capacity: Int { 16 }

    /// What is known of one test.
    private struct LeafMemory: Sendable {
        var scan: LeafScan
        var now: Timestamp
        var lastAsked = 0
        private var rows: ContiguousArray<RowBits> = []
        /// The rows that may pass as well, by chunk.
        private var unsure: [Int: RowBits] = [:]
        /// The rows of which only the records can tell, by chunk.
        private(set) var undecided: [Int: RowBits] = [:]
        private var stamps: ContiguousArray<SealedChunk.Stamp?> = []

        init(_ leaf: QueryLeaf, now: Timestamp) {
            self.now = now
            scan = LeafScan(leaf, now: now)
        }

        mutating func prepare(for table: RunTable) {
            if !scan.learn(table.texts) { stamps = [] }
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

    /// Finds the rows that answer a query for certain, chunk by chunk, and those that are `unread`.
    ///
    /// - Returns: The rows, or nil when the task that asks was cancelled.
    mutating func rows(
        of table: RunTable, answering query: Query, now: Timestamp
    ) -> ContiguousArray<RowBits>? {
        follow(table)
        let plan = QueryPlan(query)
        var memories = takeMemories(of: plan, for: table, now: now)
        defer {
            // A regular expression that was cancelled among its texts begins anew.
            for (leaf, memory) in zip(plan.leaves, memories)
            where !(leaf.isRegex && Task.isCancelled) { leaves[leaf] = memory }
            forget()
        }
        hardCount = memories.reduce(0) { $0 + $1.scan.hardCount }
        unread = []
        var found = ContiguousArray<RowBits>()
        found.reserveCapacity(table.chunks.count)
        // A closure that holds the table would copy all of it for each chunk.
        let chunks = table.chunks
        for number in chunks.indices {
            if number.isMultiple(of: 16), Task.isCancelled { return nil }
            let rows = plan.rows(among: chunks[number].rows.live) { leaf in
                memories[leaf].rows(ofChunk: number, of: chunks)
            }
            found.append(rows.certain)
        }
        for number in Set(memories.flatMap(\.undecided.keys)).sorted() where number < found.count {
            guard !Task.isCancelled else { return nil }
            found[number] = rows(ofChunk: number, in: table, plan, &memories, now: now).certain
        }
        return Task.isCancelled && plan.leaves.contains(where: \.isRegex) ? nil : found
    }

    /// Joins what the columns of a chunk tell with what records do, and notes whose record lacks.
    private mutating func rows(
        ofChunk number: Int, in table: RunTable, _ plan: QueryPlan, _ memories: inout [LeafMemory],
        now: Timestamp
    ) -> RowAnswer {
        var lacking: [Int: RowBits] = [:]
        let rows = plan.rows(among: table.chunks[number].rows.live) { leaf in
            let known = memories[leaf].rows(ofChunk: number, of: table.chunks)
            guard let undecided = memories[leaf].undecided[number] else { return known }
            let asked = UnreadPayloads(leaf: plan.leaves[leaf], chunk: number, rows: undecided)
            let told = answers(of: asked, in: table, now: now, budget: memories[leaf].scan.budget)
            if lacking[leaf] == nil { hardCount += told.hardCount }
            let unknown = undecided & ~told.read
            lacking[leaf] = unknown
            return known | told.passing | RowAnswer(certain: .none, possible: unknown)
        }
        for (leaf, lacking) in lacking where !(lacking & rows.unsure).isEmpty {
            let rows = lacking & rows.unsure
            unread.append(UnreadPayloads(leaf: plan.leaves[leaf], chunk: number, rows: rows))
        }
        return rows
    }

    /// Takes out what is known of the tests of a query, made ready for a table.
    private mutating func takeMemories(
        of plan: QueryPlan, for table: RunTable, now: Timestamp
    ) -> [LeafMemory] {
        asked += 1
        return plan.leaves.map { leaf in
            var memory = leaves.removeValue(forKey: leaf) ?? LeafMemory(leaf, now: now)
            if leaf.test.isTimeDependent, memory.now != now { memory = LeafMemory(leaf, now: now) }
            memory.lastAsked = asked
            memory.prepare(for: table)
            return memory
        }
    }

    /// Begins anew where the rows of a table have other numbers.
    mutating func follow(_ table: RunTable) {
        guard numbering !== table.numbering else { return }
        let manyRows = manyRows
        self = ListingMemory()
        (self.manyRows, numbering) = (manyRows, table.numbering)
    }

    private mutating func forget() {
        let excess = leaves.count - Self.capacity
        guard excess > 0 else { return }
        let oldest = leaves.sorted { $0.value.lastAsked < $1.value.lastAsked }.prefix(excess)
        for (leaf, _) in oldest {
            leaves[leaf] = nil
            payloads[leaf] = nil
        }
    }
}
