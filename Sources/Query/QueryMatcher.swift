package import Runs

/// A query compiled for testing many runs at one moment. Texts are folded and regular expressions
/// compiled once; a plain term allocates nothing for a run.
package struct QueryMatcher {
    private typealias Test = (Run) -> TextFinding

    private let test: Test
    private let budget: RegexBudget

    /// Compiles a query; ages such as `since:2h`, and durations of running runs, count from `now`.
    package init(_ query: Query, now: Timestamp) {
        budget = RegexBudget()
        let compiler = Compiler(now: now, budget: budget)
        test = query.root.map(compiler.test) ?? { _ in .match }
    }

    /// Compiles one test of one subject; regular expressions share a budget.
    package init(_ leaf: QueryLeaf, now: Timestamp, budget: RegexBudget) {
        self.budget = budget
        test = Compiler(now: now, budget: budget).test(leaf.test, of: leaf.subject)
    }

    /// Whether a run certainly matches the query.
    package func matches(_ run: Run) -> Bool { test(run) == .match }

    /// The number of texts that were too hard so far.
    package var hardCount: Int { budget.givenUp }

    /// Whether a run matches the query, as far as known.
    package func find(_ run: Run) -> TextFinding { test(run) }

    private struct Compiler {
        let now: Timestamp
        let budget: RegexBudget

        func test(_ node: QueryNode) -> Test {
            switch node {
            case .all(let parts):
                let tests = parts.map(test)
                return { run in tests.reduce(.match) { $0 && $1(run) } }
            case .any(let parts):
                let tests = parts.map(test)
                return { run in tests.reduce(.noMatch) { $0 || $1(run) } }
            case .not(let part):
                let test = test(part)
                return { run in !test(run) }
            case .term(let term):
                let tests = term.tests.map { test($0, of: term.subject) }
                guard tests.count > 1 else { return tests[0] }
                return { run in tests.reduce(.noMatch) { $0 || $1(run) } }
            }
        }

        func test(_ test: QueryTest, of subject: QuerySubject) -> Test {
            switch test {
            case .text(let pattern): return text(pattern, of: subject)
            case .status(let status): return { TextFinding($0.status == status) }
            case .number(let comparison, let number):
                return numbers(comparison, number, of: subject)
            case .duration(let comparison, let milliseconds, let unit):
                return { run in
                    guard let duration = run.elapsed(at: now) else { return .noMatch }
                    return TextFinding(
                        comparison.holds(duration: duration, milliseconds, unit: unit))
                }
            case .since(let time):
                let bound = time.timestamp(now: now)
                return { TextFinding($0.sortTime >= bound) }
            case .until(let time):
                let bound = time.timestamp(now: now)
                return { TextFinding($0.sortTime <= bound) }
            case .presence(let presence): return { TextFinding(presence.holds($0)) }
            case .metadata(let path):
                return { TextFinding($0.metadata?.hasValue(at: path[...]) ?? false) }
            }
        }

        private func text(_ pattern: TextPattern, of subject: QuerySubject) -> Test {
            let matcher = TextMatcher(pattern, budget: budget)
            switch subject {
            case .anything: return { run in find(matcher) { QueryField.anyTexts(run, $0) } }
            case .metadata(let path): return metadataText(pattern, matcher, path)
            case .field(let field):
                switch field.row.kind {
                case .name(let texts), .text(let texts):
                    return { run in find(matcher) { texts(run, $0) } }
                case .status:
                    let statuses = Set(RunStatus.allCases.filter { matcher.matches($0.rawValue) })
                    return { TextFinding(statuses.contains($0.status)) }
                case .number, .duration, .since, .until, .presence, .metadata:
                    return { _ in .noMatch }
                }
            }
        }

        private func find(
            _ matcher: TextMatcher, in texts: ((String) -> Bool) -> Bool
        ) -> TextFinding {
            var isHard = false
            let isFound = texts { text in
                let finding = matcher.find(in: text)
                isHard = isHard || finding == .tooHard
                return finding == .match
            }
            return isFound ? .match : isHard ? .tooHard : .noMatch
        }

        /// Compares a text with metadata scalars; a number also matches in another notation.
        private func metadataText(
            _ pattern: TextPattern, _ matcher: TextMatcher, _ path: [String]
        ) -> Test {
            var wanted: QueryNumber?
            if case .equals(let text) = pattern { wanted = QueryNumber(text) }
            let number = wanted
            return { run in
                guard let metadata = run.metadata else { return .noMatch }
                return find(matcher) { holds in
                    metadata.hasScalar(at: path[...]) { value in
                        guard let text = value.scalarText else { return false }
                        if holds(text) { return true }
                        guard case .number = value, let number else { return false }
                        return QueryNumber(text) == number
                    }
                }
            }
        }

        private func numbers(
            _ comparison: Comparison, _ number: QueryNumber, of subject: QuerySubject
        ) -> Test {
            switch subject {
            case .anything: return { _ in .noMatch }
            case .metadata(let path):
                let holds: (JSONValue) -> Bool = { value in
                    guard case .some(let text) = value.numeral else { return false }
                    return comparison.holds(text, number)
                }
                return {
                    TextFinding($0.metadata?.hasScalar(at: path[...], where: holds) ?? false)
                }
            case .field(let field):
                guard case .number(let read) = field.row.kind else { return { _ in .noMatch } }
                return { run in
                    guard let value = read(run) else { return .noMatch }
                    return TextFinding(comparison.holds(QueryNumber(Int64(value)), number))
                }
            }
        }
    }
}
