import Query
import Runs

/// What the columns of a chunk tell of a test.
struct LeafAnswer: Sendable {
    /// The rows that pass.
    var rows = RowAnswer.none
    /// The rows of which only the record can tell: it is about what no column holds, or holds in
    /// part.
    var undecided = RowBits.none

    static func | (left: LeafAnswer, right: LeafAnswer) -> LeafAnswer {
        LeafAnswer(rows: left.rows | right.rows, undecided: left.undecided | right.undecided)
    }
}

/// What the records of a chunk's rows answered to a test.
struct PayloadAnswers: Sendable {
    let stamp: SealedChunk.Stamp
    /// The rows whose record was read.
    var read = RowBits.none
    /// Those of them that pass, and those that may.
    var passing = RowAnswer.none

    /// How many were too hard.
    var hardCount: Int { passing.unsure.count }
}

/// Rows of a chunk whose record has to be read to answer a test.
struct UnreadPayloads {
    let leaf: QueryLeaf
    let chunk: Int
    let rows: RowBits

    /// The number in the table of a row of the chunk.
    func row(_ place: Int) -> Int { chunk * RowBits.capacity + place }

    /// The same rows in parts of so many at most.
    func portions(of size: Int) -> [UnreadPayloads] {
        var portions: [RowBits] = []
        var count = 0
        rows.forEach { place in
            if count.isMultiple(of: size) { portions.append(.none) }
            portions[portions.count - 1][place] = true
            count += 1
        }
        return portions.map { UnreadPayloads(leaf: leaf, chunk: chunk, rows: $0) }
    }
}

extension ListingMemory {
    /// What records answer of rows, as far as they were read or are in memory.
    mutating func answers(
        of asked: UnreadPayloads, in table: RunTable, now: Timestamp, budget: RegexBudget
    ) -> PayloadAnswers {
        let chunk = table.chunks[asked.chunk]
        let told = known(of: asked, chunk)
        var held = RowBits.none
        (asked.rows & ~told.read).forEach { held[$0] = chunk.rows.payload(at: $0) != nil }
        guard !held.isEmpty else { return told }
        let portion = UnreadPayloads(leaf: asked.leaf, chunk: asked.chunk, rows: held)
        return note(portion, of: table, now: now, budget: budget) { table.record(in: $0) }
    }

    /// Notes what records answer; a row whose record cannot be read now stays undecided.
    ///
    /// - Parameters:
    ///   - portion: The rows.
    ///   - table: The table.
    ///   - now: The moment that ages count from.
    ///   - budget: What a regular expression may spend on them.
    ///   - record: Hands over the record of a row.
    /// - Returns: What is known of the chunk now.
    @discardableResult
    mutating func note(
        _ portion: UnreadPayloads, of table: RunTable, now: Timestamp, budget: RegexBudget,
        record: (Int) -> RunRecord?
    ) -> PayloadAnswers {
        var answers = known(of: portion, table.chunks[portion.chunk])
        let matcher = QueryMatcher(portion.leaf, now: now, budget: budget)
        portion.rows.forEach { place in
            guard let record = record(portion.row(place)) else { return }
            answers.read[place] = true
            var run = record.run(pipelineName: nil)
            // The columns answer for it, which know its latest name.
            run.pipeline = nil
            let finding = matcher.find(run)
            answers.passing.certain[place] = finding == .match
            answers.passing.possible[place] = finding != .noMatch
        }
        if !(portion.leaf.isRegex && Task.isCancelled) {
            payloads[portion.leaf, default: [:]][portion.chunk] = answers
        }
        return answers
    }

    private func known(of asked: UnreadPayloads, _ chunk: SealedChunk) -> PayloadAnswers {
        guard let answers = payloads[asked.leaf]?[asked.chunk], answers.stamp === chunk.stamp else {
            return PayloadAnswers(stamp: chunk.stamp)
        }
        return answers
    }
}
