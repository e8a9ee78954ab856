/// A query made ready to be asked of many runs at one moment.
///
/// Texts are folded and regular expressions compiled once; a plain term allocates nothing for
/// a run.
package struct QueryMatcher {
    private typealias Test = (Run) -> Bool

    private let test: Test

    /// Makes a query ready.
    ///
    /// - Parameters:
    ///   - query: What is asked.
    ///   - now: The moment that ages such as `since:2h`, and durations of running runs, count
    ///     from and to.
    package init(_ query: Query, now: Timestamp) {
        test = query.root.map { Self.test($0, now: now) } ?? { _ in true }
    }

    /// Makes one test of one subject ready.
    init(_ leaf: QueryLeaf, now: Timestamp) {
        test = Self.test(leaf.test, of: leaf.subject, now: now)
    }

    /// Tells whether a run answers the query.
    package func matches(_ run: Run) -> Bool { test(run) }

    private static func test(_ node: QueryNode, now: Timestamp) -> Test {
        switch node {
        case .all(let parts):
            let tests = parts.map { test($0, now: now) }
            return { run in tests.allSatisfy { $0(run) } }
        case .any(let parts):
            let tests = parts.map { test($0, now: now) }
            return { run in tests.contains { $0(run) } }
        case .not(let part):
            let test = test(part, now: now)
            return { run in !test(run) }
        case .term(let term): return test(term, now: now)
        }
    }

    private static func test(_ term: QueryTerm, now: Timestamp) -> Test {
        let tests = term.tests.map { test($0, of: term.subject, now: now) }
        guard tests.count > 1 else { return tests[0] }
        return { run in tests.contains { $0(run) } }
    }

    private static func test(
        _ test: QueryTest, of subject: QuerySubject, now: Timestamp
    ) -> Test {
        switch test {
        case .text(let pattern): return text(pattern, of: subject)
        case .status(let status): return { $0.status == status }
        case .number(let comparison, let number): return numbers(comparison, number, of: subject)
        case .duration(let comparison, let milliseconds, let unit):
            return duration(comparison, milliseconds, unit: unit, now: now)
        case .since(let time):
            let bound = time.timestamp(now: now)
            return { $0.sortTime >= bound }
        case .until(let time):
            let bound = time.timestamp(now: now)
            return { $0.sortTime <= bound }
        case .presence(let presence): return { presence.holds($0) }
        case .metadata(let path):
            return { run in run.metadata?.hasValue(at: path[...]) ?? false }
        }
    }

    private static func text(_ pattern: TextPattern, of subject: QuerySubject) -> Test {
        let matcher = TextMatcher(pattern)
        switch subject {
        case .anything: return { QueryField.anyTexts($0, matcher.matches) }
        case .metadata(let path): return metadataText(pattern, matcher, path)
        case .field(let field):
            switch field.row.kind {
            case .name(let texts), .text(let texts): return { texts($0, matcher.matches) }
            case .status:
                let statuses = Set(RunStatus.allCases.filter { matcher.matches($0.rawValue) })
                return { statuses.contains($0.status) }
            case .number, .duration, .since, .until, .presence, .metadata: return { _ in false }
            }
        }
    }

    /// Holds a text against scalars of the metadata; a number also matches in another notation.
    private static func metadataText(
        _ pattern: TextPattern, _ matcher: TextMatcher, _ path: [String]
    ) -> Test {
        var wanted: QueryNumber?
        if case .equals(let text) = pattern { wanted = QueryNumber(text) }
        let number = wanted
        let holds: (JSONValue) -> Bool = { value in
            guard let text = value.scalarText else { return false }
            if matcher.matches(text) { return true }
            guard case .number = value, let number else { return false }
            return QueryNumber(text) == number
        }
        return { run in run.metadata?.hasScalar(at: path[...], where: holds) ?? false }
    }

    private static func numbers(
        _ comparison: Comparison, _ number: QueryNumber, of subject: QuerySubject
    ) -> Test {
        switch subject {
        case .anything: return { _ in false }
        case .metadata(let path):
            let holds: (JSONValue) -> Bool = { value in
                guard case .some(let text) = value.numeral else { return false }
                return comparison.holds(text, number)
            }
            return { run in run.metadata?.hasScalar(at: path[...], where: holds) ?? false }
        case .field(let field):
            guard case .number(let read) = field.row.kind else { return { _ in false } }
            return { run in
                guard let value = read(run) else { return false }
                return comparison.holds(QueryNumber(Int64(value)), number)
            }
        }
    }

    private static func duration(
        _ comparison: Comparison, _ milliseconds: Int64, unit: Int64, now: Timestamp
    ) -> Test {
        { run in
            guard let duration = run.elapsed(at: now) else { return false }
            guard comparison == .equal else { return comparison.holds(duration, milliseconds) }
            return duration >= milliseconds && duration - milliseconds < unit
        }
    }
}
