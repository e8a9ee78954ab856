import Query
import Runs

/// A leaf of a query, compiled for the columns of chunks.
struct LeafScan: Sendable {
    private let test: Test
    private var answers: [TextAnswers] = []
    /// The renamings that the cached answers include.
    private var renamings = 0
    /// The budget of a regular expression for texts that are new since the last call.
    let budget = RegexBudget()

    private enum Test: Sendable {
        case texts([TextColumn], TextMatcher)
        case statuses(Set<UInt8>)
        case number(NumberColumn, Comparison, QueryNumber)
        case duration(Comparison, milliseconds: Int64, unit: Int64, now: Int64)
        case since(Int64)
        case until(Int64)
        case marks(RowMarks)
        /// Only the record decides.
        case metadata
        case nothing
    }

    private enum NumberColumn {
        case attempt
        case http
    }

    /// Compiles a leaf; ages, and durations of running runs, count from `now`.
    init(_ leaf: QueryLeaf, now: Timestamp) {
        if leaf.isMetadata {
            test = .metadata
            return
        }
        switch leaf.test {
        case .text(let pattern):
            let matcher = TextMatcher(pattern, budget: budget)
            if leaf.subject == .field(.status) {
                let passing = RunStatus.allCases.filter { matcher.matches($0.rawValue) }
                test = .statuses(Set(passing.map(\.code)))
            } else {
                test = .texts(TextColumn.columns(of: leaf.subject), matcher)
            }
        case .status(let status): test = .statuses([status.code])
        case .number(let comparison, let number):
            switch leaf.subject {
            case .field(.attempt): test = .number(.attempt, comparison, number)
            case .field(.http): test = .number(.http, comparison, number)
            case .field, .anything, .metadata: test = .nothing
            }
        case .duration(let comparison, let milliseconds, let unit):
            test = .duration(
                comparison, milliseconds: milliseconds, unit: unit, now: now.milliseconds)
        case .since(let time): test = .since(time.timestamp(now: now).milliseconds)
        case .until(let time): test = .until(time.timestamp(now: now).milliseconds)
        case .presence(let presence): test = .marks(RowMarks(presence))
        case .metadata: test = .nothing
        }
        if case .texts(let columns, _) = test {
            answers = columns.map { _ in TextAnswers() }
        }
    }

    /// Tests the texts that are new since the last call. Returns whether earlier answers still
    /// hold; a new name may match where the old one did not.
    mutating func update(with texts: TableTexts) -> Bool {
        budget.renew()
        guard case .texts(let columns, let matcher) = test else { return true }
        let isRenamed = texts.renamings != renamings && columns.contains(where: \.canBeRenamed)
        renamings = texts.renamings
        for (number, column) in columns.enumerated() {
            if isRenamed, column.canBeRenamed { answers[number] = TextAnswers() }
            column.extend(&answers[number], by: texts, matcher)
        }
        return !isRenamed
    }

    var hardCount: Int { answers.reduce(0) { $0 + $1.hardCount } }

    func rows(of chunk: SealedChunk) -> LeafAnswer {
        var found = LeafAnswer()
        switch test {
        case .texts(let columns, let matcher):
            for (number, column) in columns.enumerated() {
                found = found | column.rows(of: chunk, answers[number], matcher)
            }
        case .metadata: found.undecided = Self.rows(of: chunk.rows.marks, having: .metadata)
        case .statuses, .number, .duration, .since, .until, .marks, .nothing:
            found.rows = RowAnswer(rowsByNumbers(of: chunk))
        }
        if !found.undecided.isEmpty {
            found.undecided = found.undecided & chunk.rows.live & ~found.rows.certain
        }
        return found
    }

    /// The rows of a chunk that match by their numbers.
    private func rowsByNumbers(of chunk: SealedChunk) -> RowBits {
        switch test {
        case .statuses(let codes): return Self.rows(of: chunk.rows.statuses, among: codes)
        case .number(.attempt, let comparison, let wanted):
            return .rows(below: chunk.rows.count) {
                Self.holds(comparison, chunk.rows.attempt(at: $0), wanted)
            }
        case .number(.http, let comparison, let wanted):
            return .rows(below: chunk.rows.count) {
                Self.holds(comparison, chunk.rows.httpStatus(at: $0), wanted)
            }
        case .duration(let comparison, let milliseconds, let unit, let now):
            return .rows(below: chunk.rows.count) { place in
                guard let elapsed = chunk.rows.elapsed(at: place, now: now) else { return false }
                return comparison.holds(duration: elapsed, milliseconds, unit: unit)
            }
        case .since(let bound): return Self.rows(of: chunk.rows.times) { $0 >= bound }
        case .until(let bound): return Self.rows(of: chunk.rows.times) { $0 <= bound }
        case .marks(let marks): return Self.rows(of: chunk.rows.marks, having: marks)
        case .texts, .metadata, .nothing: return .none
        }
    }

    private static func rows(
        of marks: ContiguousArray<UInt16>, having wanted: RowMarks
    ) -> RowBits {
        rows(of: marks) { $0 & wanted.rawValue != 0 }
    }

    private static func holds(
        _ comparison: Comparison, _ value: Int?, _ wanted: QueryNumber
    ) -> Bool {
        value.map { comparison.holds(QueryNumber(Int64($0)), wanted) } ?? false
    }

    private static func rows(of codes: ContiguousArray<UInt8>, among wanted: Set<UInt8>) -> RowBits
    {
        wanted.reduce(.none) { $0 | .rows(of: codes, equalTo: $1) }
    }

    @inline(__always)
    private static func rows<Value>(
        of values: ContiguousArray<Value>, where holds: (Value) -> Bool
    ) -> RowBits {
        values.withUnsafeBufferPointer { values in
            .rows(below: values.count) { holds(values[$0]) }
        }
    }
}
