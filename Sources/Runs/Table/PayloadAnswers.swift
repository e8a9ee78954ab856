/// What the payloads of a chunk's rows answered that are not in memory.
struct PayloadAnswers: Sendable {
    let stamp: SealedChunk.Stamp
    /// The rows whose payload was read.
    var read = RowBits.none
    /// Those of them that pass, and those that may.
    var passing = RowAnswer.none
}

/// Rows of a chunk whose payload has to be read to answer a test.
struct UnreadPayloads {
    let leaf: QueryLeaf
    let chunk: Int
    let rows: [Int]
}

extension ListingMemory {
    /// Finds out whose payload has to be read to answer a query: of the rows that may answer it by
    /// all else, those that are not in memory.
    mutating func unread(
        of table: RunTable, for query: Query, now: Timestamp
    ) -> [UnreadPayloads] {
        let plan = QueryPlan(query)
        guard plan.leaves.contains(where: \.needsPayload),
            let candidates = rows(of: table, answering: query, now: now, assuming: .possible)
        else { return [] }
        var unread: [UnreadPayloads] = []
        for (number, candidates) in candidates.enumerated() {
            let chunk = table.chunks[number]
            let lacking = candidates & chunk.rows.lackingPayload
            for leaf in plan.leaves where leaf.needsPayload {
                var rows: [Int] = []
                (lacking & ~read(leaf, number, chunk)).forEach {
                    rows.append(number * RowBits.capacity + $0)
                }
                if !rows.isEmpty {
                    unread.append(UnreadPayloads(leaf: leaf, chunk: number, rows: rows))
                }
            }
        }
        return unread
    }

    /// Notes what was read; regular expressions share a budget.
    mutating func note(
        _ records: [RunKey: RunRecord], for portion: UnreadPayloads, of table: RunTable,
        now: Timestamp, budget: RegexBudget
    ) {
        let stamp = table.chunks[portion.chunk].stamp
        var answers = payloads[portion.leaf]?[portion.chunk] ?? PayloadAnswers(stamp: stamp)
        if answers.stamp !== stamp { answers = PayloadAnswers(stamp: stamp) }
        let matcher = QueryMatcher(portion.leaf, now: now, budget: budget)
        for row in portion.rows {
            let place = row % RowBits.capacity
            answers.read[place] = true
            guard let record = records[table.key(in: row)] else { continue }
            let finding = matcher.find(table.finished(record))
            answers.passing.certain[place] = finding == .match
            answers.passing.possible[place] = finding != .noMatch
        }
        guard !(portion.leaf.isRegex && Task.isCancelled) else { return }
        payloads[portion.leaf, default: [:]][portion.chunk] = answers
    }

    /// The rows of a chunk that pass by payloads that were read.
    func passing(_ leaf: QueryLeaf, _ number: Int, _ chunk: SealedChunk) -> RowAnswer {
        guard let answers = payloads[leaf]?[number], answers.stamp === chunk.stamp else {
            return .none
        }
        return answers.passing
    }

    private func read(_ leaf: QueryLeaf, _ number: Int, _ chunk: SealedChunk) -> RowBits {
        guard let answers = payloads[leaf]?[number], answers.stamp === chunk.stamp else {
            return .none
        }
        return answers.read
    }
}
