import Query
import Runs

/// The result of a test on a chunk's columns.
struct LeafAnswer: Sendable {
    var rows = RowAnswer.none
    /// The rows that only the record decides, because no column has all of the tested text.
    var undecided = RowBits.none

    static func | (left: LeafAnswer, right: LeafAnswer) -> LeafAnswer {
        LeafAnswer(rows: left.rows | right.rows, undecided: left.undecided | right.undecided)
    }
}

/// The results of a test on the records of a chunk's rows.
struct PayloadAnswers: Sendable {
    let stamp: SealedChunk.Stamp
    /// The rows whose record was read.
    var read = RowBits.none
    /// The read rows that match, and those that may.
    var passing = RowAnswer.none

    /// The number that were too hard.
    var hardCount: Int { passing.unsure.count }
}

/// Rows of a chunk whose record must be read to decide a test.
struct UnreadPayloads {
    let leaf: QueryLeaf
    let chunk: Int
    let rows: RowBits

    /// The number in the table of a row of the chunk.
    func row(_ place: Int) -> Int { chunk * RowBits.capacity + place }

    /// The same rows in parts of limited size.
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

extension ListingCache {
    /// The results of records for some rows, as far as they were read or are in memory.
    mutating func answers(
        of request: UnreadPayloads, in table: RunTable, now: Timestamp, budget: RegexBudget
    ) -> PayloadAnswers {
        let chunk = table.chunks[request.chunk]
        let answers = known(of: request, chunk)
        var held = RowBits.none
        (request.rows & ~answers.read).forEach { held[$0] = chunk.rows.payload(at: $0) != nil }
        guard !held.isEmpty else { return answers }
        let portion = UnreadPayloads(leaf: request.leaf, chunk: request.chunk, rows: held)
        return test(portion, of: table, now: now, budget: budget) { table.record(in: $0) }
    }

    /// Tests records, and returns the chunk's results; a row without a record stays undecided.
    @discardableResult
    mutating func test(
        _ portion: UnreadPayloads, of table: RunTable, now: Timestamp, budget: RegexBudget,
        record: (Int) -> RunRecord?
    ) -> PayloadAnswers {
        var answers = known(of: portion, table.chunks[portion.chunk])
        let matcher = QueryMatcher(portion.leaf, now: now, budget: budget)
        portion.rows.forEach { place in
            guard let record = record(portion.row(place)) else { return }
            answers.read[place] = true
            var run = record.run(pipelineName: nil)
            // The columns have its latest name, and decide about it.
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

    private func known(of request: UnreadPayloads, _ chunk: SealedChunk) -> PayloadAnswers {
        guard let answers = payloads[request.leaf]?[request.chunk], answers.stamp === chunk.stamp
        else {
            return PayloadAnswers(stamp: chunk.stamp)
        }
        return answers
    }
}
