import Query
import Runs
import Testing
import TestSupport

@testable import RunTable

struct DigestTests {
    @Test(arguments: [
        ("timed out after 30 s", "timed out after * s"),
        ("timed out after 4.5 s", "timed out after * s"),
        ("HTTP 503 GET /v2/reports/17", "HTTP 503 GET /v*/reports/*"),
        ("user 5c6d7e8f-9012-43a4-b5c6-d7e8f9012a3b is gone", "user * is gone"),
        ("no route to 10.0.0.7:443 (try 3)", "no route to * (try *)"),
        ("quota resets at 2026-06-07T08:00:00.000Z.", "quota resets at *."),
        ("cannot read https://example.org/a?b=1, giving up", "cannot read *, giving up"),
        ("mail ops@example.org bounced", "mail * bounced"),
        ("AUTH_EXPIRED: token was revoked", "AUTH_EXPIRED: token was revoked"),
        ("index price-121 of price-9", "index price-* of price-*"),
        ("job req_8f3k29x failed", "job req_* failed"),
        ("GET /reports/da7b1d3e/status?cursor=efcf1f22", "GET /reports/*/status?cursor=*"),
        (
            "Invoice INV-efafcca of /users/5c6d7e8f-9012-43a4-b5c6-d7e8f9012a3b/x",
            "Invoice INV-* of /users/*/x"
        ),
        (#"{"retry":199,"code":"E"}"#, #"{"retry":*,"code":"E"}"#),
        (#"{"retry":6,"code":"E"}"#, #"{"retry":*,"code":"E"}"#),
        ("cursor CAESJTVhZGRhabcdef1x is gone", "cursor * is gone"),
        ("a\u{7}b", "a*b"), ("a\u{1B}Mb", "a*b"),
        ("", ""),
    ])
    func `messages that differ in numbers and names alone have a fingerprint in common`(
        message: String, expected: String
    ) {
        #expect(Fingerprint(message).text == expected)
    }

    @Test func `what differs early does not move where a long message is cut`() {
        let tail = String(repeating: "of the records in this batch were refused ", count: 20)
        #expect(Fingerprint("9 " + tail) == Fingerprint("1234 " + tail))
        #expect(Fingerprint("9 " + tail).text.count <= 243)
    }

    @Test(arguments: 1...3)
    func `digests and groups step by step equal those of a plain count`(seed: UInt64) throws {
        var play = TablePlay(seed: seed &* 0x9E37_79B9_7F4A_7C15)
        var memory = ListingCache()
        for _ in 0..<60 {
            let step = play.step()
            let all = ReferenceListing(play.truth, RunListing.Request(), now: play.now).runs
            let listed = ReferenceListing(play.truth, play.request, now: play.now).runs
            let query = play.request.query
            let digests = memory.pipelines(of: play.table, answering: query, now: play.now)
            try #require(
                try #require(digests).map(Known.init) == Known.all(of: all, listed),
                "seed \(seed), after \(step)")
            let groups = memory.errors(of: play.table, answering: query, now: play.now) ?? []
            #expect(groups.map(\.count).reduce(0, +) == listed.count { $0.status == .failed })
            for group in groups {
                let matcher = QueryMatcher(try Query.parse(group.query), now: play.now)
                let found = listed.filter(matcher.matches)
                let like = listed.filter {
                    $0.status == .failed
                        && Fingerprint($0.reason ?? "", code: $0.error?.code).hash == group.id
                }
                #expect(like.count == group.count)
                #expect(Set(like.map(\.key)).isSubset(of: found.map(\.key)))
                #expect(group.sources == Set(like.map(\.source)).sorted())
            }
        }
    }

    /// What a digest says that can be counted plainly.
    private struct Known: Equatable {
        let source: SourceName
        let pipeline: Pipeline
        let total: Int
        let matching: Int
        let recent: [RunStatus]
        let failures: Int

        init(_ digest: PipelineDigest) {
            (source, pipeline) = (digest.source, digest.pipeline)
            (total, matching) = (digest.counts.total, digest.matching)
            recent = digest.recent
            failures = digest.streak?.count ?? 0
        }

        init(_ runs: [Run], matching: Int, _ pipeline: Pipeline) {
            source = runs[0].source
            self.pipeline = pipeline
            (total, self.matching) = (runs.count, matching)
            recent = runs.prefix(32).map(\.status)
            let ended = runs.map(\.status).filter { [.succeeded, .warning, .failed].contains($0) }
            failures = ended.prefix { $0 == .failed }.count
        }

        static func all(of runs: [Run], _ listed: [Run]) -> [Known] {
            let listed = Dictionary(grouping: listed) { Place($0) }
            return Dictionary(grouping: runs) { Place($0) }.compactMap { place, runs in
                guard let pipeline = place.pipeline, let matching = listed[place] else {
                    return nil
                }
                return Known(runs, matching: matching.count, pipeline)
            }
            .sorted {
                ($0.pipeline.label.lowercased(), $0.source, $0.pipeline.id.text)
                    < ($1.pipeline.label.lowercased(), $1.source, $1.pipeline.id.text)
            }
        }

        private struct Place: Hashable {
            let source: SourceName
            let pipeline: Pipeline?

            init(_ run: Run) { (source, pipeline) = (run.source, run.pipeline) }
        }
    }

    /// Runs of one pipeline, each an hour after the one before; the first letters of statuses,
    /// oldest first.
    private func digest(
        _ statuses: String, minutes: (Int) -> Int = { $0 * 60 }
    ) throws -> PipelineDigest {
        var table = RunTable()
        let records = statuses.enumerated().map { number, letter in
            let status: RunStatus =
                switch letter {
                case "f": .failed
                case "r": .running
                case "w": .warning
                default: .succeeded
                }
            return record("run-\(number)", status) {
                let start = moment(0).advanced(byMilliseconds: Int64(minutes(number)) * 60_000)
                $0.pipeline = .value(PipelineID("p"))
                $0.startedAt = .value(start)
                guard status != .running else { return }
                $0.finishedAt = .value(start.advanced(byMilliseconds: Int64(number + 1) * 1_000))
            }
        }
        table.merge(RunBatch(source: SourceName("well-prod"), records: records))
        var memory = ListingCache()
        let digests = memory.pipelines(of: table, answering: .everything, now: moment(12))
        return try #require(digests?.first)
    }

    @Test func `a streak counts the failures since it last went well, and says since when`() throws
    {
        let failing = try digest("sswfrf")
        #expect(failing.streak == .init(count: 2, since: moment(3)))
        #expect(failing.lastSuccess == moment(1).advanced(byMilliseconds: 2_000))
        #expect(failing.successRate == 0.6)
        #expect(failing.usualDuration == 2_000)
        #expect(try digest("ffs").streak == nil)
    }

    @Test func `a cadence is told where runs keep to one`() throws {
        let regular = try digest("sssss")
        #expect(regular.cadence == 3_600_000)
        #expect(regular.nextExpected == moment(5))
        #expect(try digest("sss").cadence == nil)
        #expect(try digest("sssssss", minutes: { $0 * $0 * $0 }).nextExpected == nil)
    }

    @Test(arguments: [(33, 60), (34, nil), (50, 5)] as [(Int, Int64?)])
    func `of a schedule that was changed the newest runs tell`(
        count: Int, minutes: Int64?
    ) throws {
        let found = try digest(String(repeating: "s", count: count)) {
            $0 < 31 ? $0 * 60 : 30 * 60 + ($0 - 30) * 5
        }
        #expect(found.cadence == minutes.map { $0 * 60_000 })
    }

    @Test func `a group of failures is new where its first began within the hour`() {
        var table = RunTable()
        let records = [("old", 2, "disk full"), ("new", 11, "token 17 expired")].map {
            id, hour, message in
            record(id, .failed) {
                $0.startedAt = .value(moment(hour, 30))
                $0.error = .value(RunError(message: message))
            }
        }
        table.merge(RunBatch(source: records[0].key.source, records: records))
        var memory = ListingCache()
        let groups = memory.errors(of: table, answering: .everything, now: moment(12)) ?? []
        #expect(groups.map(\.fingerprint) == ["disk full", "token * expired"])
        #expect(groups.map(\.isNew) == [false, true])
        #expect(groups.map(\.lastSeen) == [moment(2, 30), moment(11, 30)])
    }

    @Test func `where nothing older is known, no group of failures is new`() {
        var table = RunTable()
        let failure = record("first", .failed) {
            $0.startedAt = .value(moment(11, 30))
            $0.error = .value(RunError(message: "disk full"))
        }
        table.merge(RunBatch(source: failure.key.source, records: [failure]))
        var memory = ListingCache()
        #expect(isNew(in: table, &memory) == [false])
        let success = record("old", .succeeded) { $0.startedAt = .value(moment(10, 59)) }
        table.merge(RunBatch(source: failure.key.source, records: [success]))
        #expect(isNew(in: table, &memory) == [true])
    }

    private func isNew(in table: RunTable, _ memory: inout ListingCache) -> [Bool]? {
        memory.errors(of: table, answering: .everything, now: moment(12))?.map(\.isNew)
    }

    @Test func `a timeline is folded into columns without losing a run`() throws {
        var table = RunTable()
        let records = (0..<500).map { number in
            record("run-\(number)", number % 7 == 0 ? .failed : .succeeded) {
                $0.startedAt = .value(moment(0).advanced(byMilliseconds: Int64(number) * 61_000))
            }
        }
        table.merge(RunBatch(source: records[0].key.source, records: records))
        var memory = ListingCache()
        let found = memory.listing(of: table, RunListing.Request(), now: moment(12))
        let listing = try #require(found)
        let spans = listing.timeline.folded(into: 40)
        #expect(spans.count == 40)
        #expect(spans.map(\.counts.total).reduce(0, +) == 500)
        #expect(spans.map { $0.counts[.failed] }.reduce(0, +) == 72)
        #expect(zip(spans, spans.dropFirst()).allSatisfy { $0.until == $1.from })
        #expect(listing.timeline.bucket == 30_000)
        #expect(Timeline.empty.folded(into: 40) == [])
    }

    @Test func `a timeline reaches as far as is asked, and over the silence after the last run`()
        throws
    {
        var table = RunTable()
        let records = (0..<60).map { minute in
            record("run-\(minute)", .succeeded) { $0.startedAt = .value(moment(3, minute)) }
        }
        table.merge(RunBatch(source: records[0].key.source, records: records))
        var memory = ListingCache()
        let found = memory.listing(of: table, RunListing.Request(), now: moment(12))
        let timeline = try #require(found).timeline
        let spans = timeline.folded(into: 10, since: moment(1), until: moment(11))
        #expect(spans.count == 10)
        #expect(spans.first?.from == moment(1))
        #expect(spans.map { $0.counts.total > 0 }.filter(\.self).count <= 2)
        #expect(spans.reduce(0) { $0 + $1.counts.total } == 60)
        let last = try #require(spans.last)
        #expect(last.from < moment(11) && last.until > moment(11))
        // What is asked never takes runs away.
        let least = timeline.folded(into: 10, since: moment(3, 30), until: moment(3, 40))
        #expect(least == timeline.folded(into: 10))
    }
}
