import Query
import Runs
import Testing
import TestSupport

@testable import RunTable

/// What digests of pipelines and groups of failures say at their edges.
struct DigestEdgesTests {
    private let source = SourceName("well-prod")

    private func table(_ records: [RunRecord]) -> RunTable {
        var table = RunTable()
        for source in Set(records.map(\.key.source)).sorted() {
            table.merge(
                RunBatch(source: source, records: records.filter { $0.key.source == source }))
        }
        return table
    }

    private func digest(_ records: [RunRecord]) throws -> PipelineDigest {
        var memory = ListingCache()
        let digests = memory.pipelines(of: table(records), answering: .everything, now: moment(12))
        return try #require(digests?.first)
    }

    private func groups(_ records: [RunRecord], _ text: String = "") throws -> [ErrorGroup] {
        var memory = ListingCache()
        let query = try Query.parse(text)
        let groups = memory.errors(of: table(records), answering: query, now: moment(12))
        return try #require(groups)
    }

    /// A run of the one pipeline, by the minute in which it began.
    private func run(
        _ number: Int, _ status: RunStatus, minute: Int,
        _ change: (inout RunObservation) -> Void = { _ in }
    ) -> RunRecord {
        record("run-\(number)", status) {
            $0.pipeline = .value(PipelineID("p"))
            $0.startedAt = .value(moment(0, minute))
            change(&$0)
        }
    }

    /// A failure with a message.
    private func failure(
        _ id: String, _ message: String, at time: Timestamp, source: String = "well-prod",
        pipeline: String? = nil, timeSource: TimeSource = .provider
    ) -> RunRecord {
        record(id, .failed, source: source) {
            $0.error = .value(RunError(message: message))
            $0.startedAt = .value(time)
            $0.timeSource = timeSource
            if let pipeline { $0.pipeline = .value(PipelineID(pipeline)) }
        }
    }

    // MARK: Pipelines

    @Test func `the newest runs are told, up to so many, running ones without a duration`() throws {
        let records = (0..<40).map { number in
            run(number, number == 39 ? .running : .succeeded, minute: number) {
                if number < 39 { $0.duration = .value(Int64(number)) }
            }
        }
        let digest = try digest(records)
        let recent: [RunStatus] = [.running] + Array(repeating: .succeeded, count: 31)
        #expect(digest.recent == recent)
        #expect(digest.durations.first == .some(nil))
        #expect(digest.durations.compactMap(\.self) == (8...38).reversed().map { Int64($0) })
        #expect(digest.counts.total == 40 && digest.matching == 40)
    }

    @Test func `the usual duration is that of the newest that succeeded`() throws {
        // Of 70 the newest 64 count, from 6 to 69; the others would make it less.
        let records = (0..<70).map { number in
            run(number, .succeeded, minute: number) { $0.duration = .value(Int64(number)) }
        }
        #expect(try digest(records).usualDuration == 38)
        let failing =
            records + [
                run(70, .failed, minute: 70) { $0.duration = .value(9_000) },
                run(71, .warning, minute: 71) { $0.duration = .value(9_000) },
            ]
        #expect(try digest(failing).usualDuration == 38)
        #expect(try digest([run(1, .failed, minute: 1)]).usualDuration == nil)
    }

    @Test func `a streak is followed however long it is`() throws {
        let failures = (1...150).map { run($0, .failed, minute: $0) }
        let well = run(0, .succeeded, minute: 0)
        let digest = try digest([well] + failures)
        #expect(digest.streak == .init(count: 150, since: moment(0, 1)))
        #expect(digest.lastSuccess == moment(0))
        let never = try self.digest(failures)
        #expect(never.streak == .init(count: 150, since: moment(0, 1)))
        #expect(never.lastSuccess == nil)
        let warnings = (1...150).map { run($0, .warning, minute: $0) }
        let warned = try self.digest([well] + warnings)
        #expect(warned.streak == nil && warned.lastSuccess == moment(0))
    }

    @Test func `a streak whose first failure has no time has none`() throws {
        let records = [
            run(0, .succeeded, minute: 0),
            run(1, .failed, minute: 1) { $0.timeSource = .date },
            run(2, .failed, minute: 2),
        ]
        let digest = try digest(records)
        #expect(digest.streak == .init(count: 2, since: nil))
        #expect(digest.lastStarted == moment(0, 2))
        let untimed = try self.digest(Array(records.prefix(2)))
        #expect(untimed.lastStarted == moment(0))
    }

    @Test func `the last success ended, or began where no end is known`() throws {
        let ended = run(1, .succeeded, minute: 5) { $0.finishedAt = .value(moment(0, 9)) }
        let begun = run(2, .succeeded, minute: 6)
        #expect(try digest([ended]).lastSuccess == moment(0, 9))
        #expect(try digest([ended, begun]).lastSuccess == moment(0, 6))
    }

    @Test func `another attempt at a job is no beginning of a schedule`() throws {
        let records: [RunRecord] = (0..<5).flatMap { hour in
            [1, 2, 3].map { attempt in
                run(hour * 10 + attempt, .failed, minute: hour * 60 + (attempt - 1) * 2) {
                    $0.attempt = .value(attempt)
                }
            }
        }
        let digest = try digest(records)
        #expect(digest.cadence == 3_600_000)
        #expect(digest.lastStarted == moment(4))
        #expect(digest.nextExpected == moment(5))
        #expect(digest.streak?.count == 15)
    }

    @Test(
        arguments: [
            ([0, 60, 120, 180], nil), ([0, 60, 120, 180, 240], 60),
            // Runs that began together are no interval.
            ([0, 0, 60, 60, 120, 120, 180, 180, 240, 240], 60),
            ([0, 0, 60, 60, 120, 120, 180, 180], nil),
            // Near is a quarter more or less; half of the intervals have to be.
            ([0, 1, 201, 211, 271, 316, 391], 60), ([0, 1, 201, 211, 271, 315, 391], nil),
            // The newest three are far off.
            ([0, 60, 120, 180, 185, 190, 195], nil), ([0, 60, 120, 180, 240, 245, 250], 60),
        ] as [([Int], Int64?)])
    func `a cadence is told by enough intervals that are near to each other`(
        minutes: [Int], cadence: Int64?
    ) throws {
        let records = minutes.enumerated().map { run($0.offset, .succeeded, minute: $0.element) }
        #expect(try digest(records).cadence == cadence.map { $0 * 60_000 })
    }

    @Test(
        arguments: [
            ([.running, .queued], nil), ([.succeeded], 1), ([.warning], 1), ([.failed], 0),
            ([.succeeded, .failed, .skipped, .cancelled], 0.5),
            ([.warning, .succeeded, .warning, .failed], 0.75),
        ] as [([RunStatus], Double?)])
    func `a rate is that of runs that went well or failed`(
        statuses: [RunStatus], rate: Double?
    ) throws {
        let records = statuses.enumerated().map { run($0.offset, $0.element, minute: $0.offset) }
        #expect(try digest(records).successRate == rate)
    }

    @Test func `pipelines that answer a query are told by all their runs`() throws {
        let other = record("x", .succeeded) { $0.pipeline = .value(PipelineID("q")) }
        let records = [
            run(1, .failed, minute: 1), run(2, .succeeded, minute: 2), other,
            record("bare", .failed),
        ]
        var memory = ListingCache()
        let found = memory.pipelines(
            of: table(records), answering: try Query.parse("status:failed"), now: moment(12))
        let digests = try #require(found)
        #expect(digests.map(\.pipeline.id.text) == ["p"])
        #expect(digests.map(\.matching) == [1])
        #expect(digests.map(\.counts.total) == [2])
        let none = memory.pipelines(
            of: table(records), answering: try Query.parse("id:none"), now: moment(12))
        #expect(none == [])
    }

    // MARK: Failures

    @Test func `a group tells of its first and its latest failure, wherever they stand`() throws {
        let records = [
            failure("b", "lost 2", at: moment(3), pipeline: "p"),
            failure("d", "lost 4", at: moment(5), source: "shop", pipeline: "p"),
            failure("a", "lost 1", at: moment(1)), failure("c", "lost 3", at: moment(4)),
        ]
        let group = try #require(try groups(records).first)
        #expect(group.fingerprint == "lost *" && group.count == 4)
        #expect(group.example == "lost 4")
        #expect(group.firstSeen == moment(1) && group.lastSeen == moment(5))
        // Of two sources; a run without a pipeline has none.
        #expect(group.pipelines == 2)
        #expect(group.sources == [SourceName("shop"), source])
        let some = try #require(try groups(records, "source:well-prod").first)
        #expect(some.count == 3 && some.example == "lost 3" && some.pipelines == 1)
        #expect(some.lastSeen == moment(4) && some.sources == [source])
    }

    @Test func `of failures of one moment the last that came is the latest`() throws {
        let records = [("b", 1), ("a", 2)].map { failure($0.0, "lost \($0.1)", at: moment(3)) }
        #expect(try groups(records).map(\.example) == ["lost 2"])
        #expect(try groups(records.reversed()).map(\.example) == ["lost 1"])
    }

    @Test func `groups come by their number, and those of one number by their text`() throws {
        let texts = ["beta", "alpha", "gamma", "gamma", "delta"]
        let records = texts.enumerated().map { failure("\($0.offset)", $0.element, at: moment(3)) }
        #expect(
            try groups(records).map(\.fingerprint) == ["gamma", "alpha", "beta", "delta"])
    }

    @Test(
        arguments: [
            // When the failure began, when another run did, in milliseconds from an hour ago on.
            (0, -1, true), (-1, -2, false), (0, 0, false), (5, -1, true), (5, 5, false),
            (5, 4, false),
        ] as [(Int64, Int64, Bool)])
    func `a failure is new within the hour, where an older run is held`(
        failed: Int64, other: Int64, isNew: Bool
    ) throws {
        let begin = moment(11)
        let records = [
            failure("a", "lost", at: begin.advanced(byMilliseconds: failed)),
            record("b", .succeeded) {
                $0.startedAt = .value(begin.advanced(byMilliseconds: other))
            },
        ]
        #expect(try groups(records).map(\.isNew) == [isNew])
    }

    @Test func `a failure is not new that another source had before`() throws {
        let records = [
            failure("a", "lost", at: moment(11, 30)),
            failure("b", "lost", at: moment(3), source: "shop"),
        ]
        #expect(try groups(records, "source:well-prod").map(\.isNew) == [false])
        #expect(try groups(records, "source:well-prod").map(\.count) == [1])
    }

    @Test(arguments: [TimeSource.date, .firstSeen])
    func `failures without a time are neither new nor of any time`(timeSource: TimeSource) throws {
        let untimed = failure("a", "lost", at: moment(11, 30), timeSource: timeSource)
        let old = record("b", .succeeded) { $0.startedAt = .value(moment(3)) }
        let group = try #require(try groups([untimed, old]).first)
        #expect(group.firstSeen == nil && group.lastSeen == nil && !group.isNew)
        let timed = failure("c", "lost", at: moment(11, 15))
        let both = try #require(try groups([untimed, old, timed]).first)
        #expect(both.firstSeen == moment(11, 15) && both.lastSeen == moment(11, 15))
        #expect(both.isNew)
    }

    @Test func `failures without a message are one group`() throws {
        let group = try #require(try groups([record("a", .failed), record("b", .failed)]).first)
        #expect(group.fingerprint.isEmpty && group.example.isEmpty && group.count == 2)
        #expect(group.query == "status:failed -error:*")
    }

    @Test(arguments: ["", " ", "\n", "\r\n\n", " \t\u{A0}\u{2028}"])
    func `failures with a blank message are listed with those without one`(blank: String) throws {
        let records = [
            record("a", .failed), failure("b", blank, at: moment(3)),
            record("c", .failed) { $0.error = .value(RunError(code: blank, message: nil)) },
        ]
        let group = try #require(try groups(records).first)
        #expect(group.fingerprint.isEmpty && group.example.isEmpty && group.count == 3)
        var memory = ListingCache()
        let request = RunListing.Request(query: try Query.parse(group.query))
        #expect(memory.listing(of: table(records), request, now: moment(12))?.count == 3)
        // An earlier version kept such a line.
        var texts = TableTexts()
        let kept = texts.reason(RunError(message: blank), line: blank)
        #expect(texts.reasons[kept]?.line == 0)
    }
}
