import Query
import Runs

extension FuzzTarget {
    /// The filter language: its reader, its edits, completion, and what it finds.
    static let filter = FuzzTarget(
        name: "filter",
        words: QueryField.allCases.map(\.prefix) + QueryField.allCases.map(\.row.example) + [
            " or ", " and ", "-", "/(a+)+$/", "/(?i)[", "\"a b\"", ">=", "<", "2h", "1e3",
            "meta.a.b:",
            "has:error", "*", "2026-06-07T08:00", "failed,running",
        ]
    ) { bytes in
        var violations = Violations()
        let text = String(decoding: bytes.prefix(2_048), as: UTF8.self)
        let values = QueryValues(sources: ["a b", "\"", "c"], pipelines: [text])
        for cursor in Set([0, 1, text.count / 2, text.count]) {
            let found = Query.completions(for: text, cursor: cursor, values: values)
            violations.expect(
                found.replacing.lowerBound >= 0 && found.replacing.upperBound <= text.count,
                "a completion at \(cursor) replaces \(found.replacing)")
        }
        do throws(QueryMistake) {
            let query = try Query.parse(text)
            check(query, &violations)
        } catch {
            violations.expect(
                error.column >= 0 && error.length >= 0
                    && error.column + error.length <= text.count,
                "a mistake stands at \(error.column)+\(error.length) of \(text.count)")
            _ = error.sentence
        }
        return violations.found
    }

    private static func check(_ query: Query, _ violations: inout Violations) {
        let now = ProviderReading.now
        let matcher = QueryMatcher(query, now: now)
        let question = RunQuestion(query, from: now, to: now)
        for run in runs where matcher.matches(run) {
            violations.expect(
                question.admits(run), "\(run.id) is wanted, and not asked for: \(query.text)")
        }
        _ = query.isTimeDependent
        do {
            let failed = try Query.parse(query.settingStatuses([.failed]))
            violations.expect(failed.statuses == [.failed], "statuses are not set: \(failed.text)")
            let cleared = try Query.parse(failed.settingStatuses(nil))
            violations.expect(cleared.statuses == nil, "statuses are not cleared: \(cleared.text)")
            _ = try Query.parse(query.settingSources([SourceName("a \"b\" c")]))
            _ = try Query.parse(query.adding("error:x"))
        } catch {
            violations.expect(false, "an edit of \(query.text) cannot be read: \(error)")
        }
    }

    /// A few runs that have, between them, something in every field.
    private static let runs: [Run] = RunStatus.allCases.enumerated().map { index, status in
        var run = Run(
            source: SourceName(index == 0 ? "a" : "prod"), provider: .well, id: RunID("\(index)"),
            status: status, firstSeen: ProviderReading.now)
        run.pipeline = Pipeline(id: PipelineID("p\(index)"), name: index % 2 == 0 ? nil : "a b")
        run.startedAt = ProviderReading.now.advanced(byMilliseconds: Int64(index) * -3_600_000)
        run.duration = index % 3 == 0 ? nil : Int64(index) * 60_000
        run.trigger = "manual"
        run.event = index % 2 == 0 ? "auth.x" : nil
        run.httpStatus = index % 2 == 0 ? 500 : nil
        run.request = "POST /api"
        run.attempt = index
        run.metadata = .object([.init("a", .object([.init("b", .integer(index))]))])
        run.error = status == .failed ? RunError(message: "timeout aaaaaaaaaaaaaaaaaaaaaaaa!") : nil
        return run
    }
}
