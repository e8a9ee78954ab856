import Commands
import Engine
import Runs
import RunTable
import Testing

struct RunReportTests {
    private static let records = [
        record("r1", .succeeded, minutesAgo: 40), record("r2", .failed, minutesAgo: 30),
        record("r3", .running, minutesAgo: 1), record("r4", .warning, minutesAgo: 20),
    ]

    // MARK: - How it ends

    @Test(arguments: [
        (0, 1, Commands.ExitStatus.fine, Commands.ExitStatus.matched),
        (0, 2, .fine, .matched),
        (1, 2, .partial, .partial),
        (2, 3, .partial, .partial),
        (1, 1, .unavailable, .unavailable),
        (2, 2, .unavailable, .unavailable),
    ])
    func `an unread source outranks a run to fail on`(
        unread: Int, sources: Int, otherwise: Commands.ExitStatus, matching: Commands.ExitStatus
    ) async throws {
        let healths = (0..<sources).map { number in
            health("s\(number)", number < unread ? .unreachable(.timedOut) : nil)
        }
        let result = survey(Self.records, healths)
        #expect(try await RunReport(result).status == otherwise)
        #expect(try await RunReport(result, failOn: [.cancelled, .skipped]).status == otherwise)
        #expect(try await RunReport(result, failOn: [.failed]).status == matching)
    }

    @Test(arguments: [
        ([KeptAnswer.whole, .whole], Commands.ExitStatus.fine), ([.whole, .nothing], .partial),
        ([.inPart, .inPart], .partial), ([.nothing, .nothing], .unavailable),
        ([.unusable, .unusable], .unavailable), ([.unusable, .whole], .partial),
    ])
    func `what the history lacks counts as unread`(
        answers: [KeptAnswer], status: Commands.ExitStatus
    ) async throws {
        let kept = Dictionary(
            uniqueKeysWithValues: zip([SourceName("s0"), SourceName("s1")], answers))
        let result = survey([], [health("s0"), health("s1")], kept: kept)
        let report = try await RunReport(result)
        #expect(report.status == status)
        #expect(report.diagnostics.count == answers.count { $0 != .whole })
    }

    @Test func `what is reused of a source in trouble is an answer, though not all of it`()
        async throws
    {
        let result = survey(
            Self.records, [health("s0", .unreachable(.timedOut))],
            kept: [SourceName("s0"): .whole])
        let report = try await RunReport(result, failOn: [.failed])
        #expect(report.status == .partial)
        #expect(report.diagnostics.first?.hasPrefix("s0 could not be read") == true)
    }

    @Test(
        arguments: [
            ("error:/(a+)+$/", ["filter: 1 text was too hard for the regular expression"]),
            ("-error:/(a+)+$/", ["filter: 1 text was too hard for the regular expression"]),
            ("not found", ["filter: \"not\" is searched for as a word here; NOT or - negates"]),
            ("status !=failed", ["filter: write status!=VALUE without a blank"]),
            ("nosuch!=x", ["filter: no field \"nosuch\": \"nosuch!=x\" is searched for as a word"]),
            ("NOT status:failed", []), ("status:failed", []),
        ])
    func `what a person has to know of the filter is told on standard error`(
        filter: String, notes: [String]
    ) async throws {
        var seen = RunObservation(id: RunID("hard"), asOf: ago(minutes: 5), status: .failed)
        seen.startedAt = .value(ago(minutes: 5))
        seen.error = .value(RunError(message: String(repeating: "a", count: 5_000) + "!"))
        let hard = RunRecord(
            seen, source: SourceName("well-prod"), provider: .well, seenAt: now)
        let report = try await RunReport(survey([hard]), filter: filter)
        #expect(report.diagnostics.count == notes.count)
        for (reported, note) in zip(report.diagnostics, notes) { #expect(reported.hasPrefix(note)) }
    }

    @Test(arguments: [("error:timeout", 1), ("-error:timeout", 0), ("timeout", 1), ("meta.n:3", 1)])
    func `the filter looks at all of a text and at the metadata, wherever the runs are kept`(
        filter: String, count: Int
    ) async throws {
        var seen = RunObservation(id: RunID("long"), asOf: ago(minutes: 5), status: .failed)
        seen.startedAt = .value(ago(minutes: 5))
        seen.error = .value(RunError(message: String(repeating: "a", count: 5_000) + " timeout"))
        seen.metadata = .value(.object([.init("n", .number("3"))]))
        let long = RunRecord(
            seen, source: SourceName("well-prod"), provider: .well, seenAt: now)
        for isReleased in [false, true] {
            let result = survey([long], isReleased: isReleased)
            #expect(try await RunReport(result, filter: filter).lines.count == count)
        }
    }

    @Test func `NOT negates for what is failed on too`() async throws {
        let result = survey(Self.records)
        for (filter, status) in [
            ("NOT status:failed", Commands.ExitStatus.fine), ("!status:failed", .fine),
            ("not status:failed", .fine), ("status=failed", .matched),
        ] {
            #expect(try await RunReport(result, filter: filter, failOn: [.failed]).status == status)
        }
    }

    @Test func `only runs that answer the filter and the time are failed on`() async throws {
        let result = survey(Self.records)
        #expect(
            try await RunReport(result, filter: "-status:failed", failOn: [.failed]).status == .fine
        )
        let recent = try await RunReport(result, since: ago(minutes: 25), failOn: [.failed])
        #expect(recent.status == .fine)
        let both = try await RunReport(
            result, since: ago(minutes: 25), failOn: [.failed, .warning])
        #expect(both.status == .matched)
    }

    @Test func `the limit hides runs and never what they mean`() async throws {
        let report = try await RunReport(survey(Self.records), limit: 1, failOn: [.failed])
        #expect(await report.lines.count == 1)
        #expect(report.status == .matched)
    }

    @Test func `the exit codes are those of sysexits`() {
        let statuses: [Commands.ExitStatus] = [
            .fine, .matched, .usage, .unavailable, .partial, .config,
        ]
        #expect(statuses.map(\.rawValue) == [0, 1, 64, 69, 75, 78])
    }

    // MARK: - Which runs

    @Test(arguments: [
        (nil, ["r3", "r4", "r2", "r1"]), (0, []), (1, ["r3"]), (3, ["r3", "r4", "r2"]),
        (9, ["r3", "r4", "r2", "r1"]),
    ])
    func `the newest runs come first, up to the limit`(limit: Int?, ids: [String]) async throws {
        let report = try await RunReport(survey(Self.records), limit: limit)
        #expect(await report.lines.map(identifier) == ids)
    }

    @Test(arguments: [
        (RunOrder(.status), nil, ["r3", "r1", "r4", "r2"]),
        (RunOrder(.status).inverted, 2, ["r2", "r4"]),
        (RunOrder(.id), 3, ["r1", "r2", "r3"]),
        (RunOrder(.started).inverted, 1, ["r1"]),
    ])
    func `of an order the first come, up to the limit`(
        order: RunOrder, limit: Int?, ids: [String]
    ) async throws {
        let report = try await RunReport(survey(Self.records), limit: limit, order: order)
        #expect(await report.lines.map(identifier) == ids)
    }

    @Test func `each source is held to its own moment, which is part of the time`() async throws {
        let records =
            [10, 20, 30].map { record("a\($0)", .info, source: "a", minutesAgo: $0) }
            + [10, 20, 30].map { record("b\($0)", .info, source: "b", minutesAgo: $0) }
        let report = try await RunReport(survey(records, [health("a"), health("b")])) { source in
            ago(minutes: source == SourceName("a") ? 20 : 10)
        }
        #expect(await Set(report.lines.map(identifier)) == ["a10", "a20", "b10"])
    }

    @Test func `a run that was going on at the moment is of the time`() async throws {
        let records = [
            record("ended before", .failed, minutesAgo: 90, endedAgo: 61),
            record("ended after", .failed, minutesAgo: 90, endedAgo: 59),
            record("goes on", .running, minutesAgo: 90),
            record("is new", .succeeded, minutesAgo: 10, endedAgo: 9),
        ]
        let report = try await RunReport(survey(records), since: ago(minutes: 60))
        let ids = await report.lines.map(identifier).sorted()
        #expect(ids == ["ended after", "goes on", "is new"])
    }

    private func identifier(_ line: String) -> String {
        line.firstMatch(of: /"id":"([^"]+)"/).map { String($0.1) } ?? line
    }

    // MARK: - Formats

    @Test func `NDJSON is a line for each run`() async throws {
        let report = try await RunReport(survey(Self.records), format: .ndjson)
        #expect(await report.text.hasSuffix("}\n"))
        #expect(await report.lines.count == 4)
        #expect(await report.lines.allSatisfy { $0.hasPrefix("{\"source\":\"well-prod\"") })
    }

    @Test func `JSON is one list of the same objects, also of none`() async throws {
        let lines = try await RunReport(survey(Self.records), format: .ndjson).lines
        let json = try await RunReport(survey(Self.records), format: .json)
        #expect(await json.text == "[\n" + lines.joined(separator: ",\n") + "\n]\n")
        #expect(try await RunReport(survey([]), format: .json).text == "[]\n")
        #expect(try await RunReport(survey(Self.records), limit: 0, format: .json).text == "[]\n")
    }

    @Test func `as many runs as are read in several portions are one list`() async throws {
        let records = (1...1_001).map { record("r\($0)", .succeeded, minutesAgo: Int64($0)) }
        let lines = try await RunReport(survey(records), format: .ndjson).lines
        #expect(lines.count == 1_001)
        let json = try await RunReport(survey(records), format: .json)
        #expect(await json.text == "[\n" + lines.joined(separator: ",\n") + "\n]\n")
        for format in [RunReport.Format.csv, .table] {
            #expect(try await RunReport(survey(records), format: format).lines.count == 1_002)
        }
    }

    @Test func `CSV and the table keep their heading without a run`() async throws {
        let csv = try await RunReport(survey([]), format: .csv).text
        #expect(csv == RunCSV.header)
        #expect(try await RunReport(survey(Self.records), format: .csv).lines.count == 5)
        let table = try await RunReport(survey([]), format: .table)
        #expect(await table.lines.count == 1)
        #expect(await table.text.contains("STARTED"))
        let full = try await RunReport(survey(Self.records), format: .table)
        #expect(await full.lines.count == 5)
        #expect(await full.lines[1].contains("Mercury bank feed"))
        #expect(await full.lines.dropFirst().map(\.first) == ["▶", "▲", "✖", "✔"])
    }

    @Test(arguments: RunReport.Format.allCases)
    func `nothing more is written once nobody reads`(format: RunReport.Format) async throws {
        let report = try await RunReport(survey(Self.records), format: format)
        var pieces = 0
        await report.write { _ in
            pieces += 1
            return pieces < 2
        }
        #expect(pieces == 2)
    }

    // MARK: - Diagnostics

    @Test func `each source that could not be read has a line with the reason`() async throws {
        var refused = APIProblem(status: 401)
        refused.code = "UNAUTHORIZED"
        let report = try await RunReport(
            survey(
                Self.records,
                [
                    health("a", .refused(refused)), health("b"),
                    health("c", .unreachable(.connectionRefused)),
                ]))
        #expect(
            report.diagnostics == [
                "a could not be read: HTTP 401 UNAUTHORIZED; check the token",
                "c could not be read: the connection was refused; check base-url",
            ])
    }

    @Test func `a source that was not asked has a line with why, and until when`() async throws {
        let until = now.advanced(by: .seconds(600))
        let owner = LeaseOwner(process: 4242, mark: "x")
        let report = try await RunReport(
            survey(
                Self.records,
                [
                    health("a", .held(.retryAfter(until: until))),
                    health("b", .held(.reserve(remaining: 10, limit: 100, until: until))),
                    health("c", .held(.elsewhere(owner, next: until))), health("d"),
                    health("e", .held(.budgetSpent(until: until))),
                ]))
        #expect(
            report.diagnostics == [
                "a was not read: the provider asked to wait until 14:42:07",
                "b was not read: only the reserve is left: 10 of 100 until 14:42:07; "
                    + "wait, or press r in the interface",
                "c was not read: another synctop (process 4242) polls this source, next at 14:42:07; "
                    + "wait for that, or allow more with --timeout or --max-age",
                "e was not read: no call is left until 14:42:07; "
                    + "allow more with --timeout, or use --max-age",
            ])
        #expect(report.status == .partial)
    }

    @Test func `rows that could not be read are told, though the source could`() async throws {
        var partly = health("a")
        partly.rows.rejected = 3
        partly.rows.lastRejected = RejectedRow(id: "x", field: "attributes.status")
        let report = try await RunReport(survey(Self.records, [partly]), failOn: [.failed])
        #expect(
            report.diagnostics == [
                "a: 3 rows could not be read, such as for its attributes.status"
            ])
        #expect(report.status == .matched)
    }

    @Test func `a row that is not JSON and a time that is none are told in one line`() async throws
    {
        var partly = health("a")
        partly.rows.rejected = 1
        partly.rows.lastRejected = RejectedRow(id: "x", field: nil)
        partly.rows.unreadableTimes = 1
        partly.rows.lastUnreadableTime = UnreadableTime(id: RunID("y"), field: "log_time")
        let rows =
            "1 row could not be read, such as one that is not a valid JSON object, is too large or is "
            + "nested too deeply"
        let time = "1 time field could not be read, such as log_time of run y"
        #expect(try await RunReport(survey([], [partly])).diagnostics == ["a: \(rows); \(time)"])
        partly.rows.rejected = 0
        #expect(try await RunReport(survey([], [partly])).diagnostics == ["a: \(time)"])
    }

    @Test func `a pipeline that is refused is told by name, though the others are read`()
        async throws
    {
        var problem = APIProblem(status: 403)
        problem.code = "FORBIDDEN"
        problem.supportIDs = [SupportID(.request, "r-1")]
        var source = health("marketing")
        source.refusals = [PipelineRefusal(pipeline: PipelineID("T3S70"), problem: problem)]
        let report = try await RunReport(survey([], [source]))
        #expect(
            report.diagnostics == [
                "marketing: the runs of T3S70 cannot be read: HTTP 403 FORBIDDEN; the token lacks a "
                    + "right that reading runs needs (request id r-1)"
            ])
        #expect(report.status == .fine)
    }

    @Test func `a stretch of time that is lost is told`() async throws {
        var source = health("a")
        source.gaps = [ReadGap(from: ago(minutes: 30), until: ago(minutes: 20))]
        #expect(
            try await RunReport(survey([], [source])).diagnostics == [
                "a: runs from 2026-06-07T14:02:07.000Z to 2026-06-07T14:12:07.000Z "
                    + "can no longer be read"
            ])
    }

    @Test func `a provider's words stand in diagnostics as safe text`() async throws {
        var problem = APIProblem(status: 500)
        problem.message = "bad\u{1b}[2J\u{1b}]52;c;AAAA\u{07} luck\r\nOK \u{202E}lla"
        var source = health("a", .refused(problem))
        source.rows.rejected = 1
        source.rows.lastRejected = RejectedRow(id: nil, field: "x\u{1b}]0;t\u{07}\u{200B}y")
        let report = try await RunReport(survey([], [source]))
        #expect(
            report.diagnostics == [
                "a could not be read: HTTP 500 bad luck^M^JOK <U+202E>lla; "
                    + "the provider has a problem, try again later",
                "a: 1 row could not be read, such as for its x<U+200B>y",
            ])
    }
}
