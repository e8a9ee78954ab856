import Testing
import TestSupport

@testable import Runs

/// The forms of what is stored, which never change.
struct CodecFormTests {
    @Test func `stored numbers stand for what they always did`() {
        let statuses: [RunStatus] = [
            .queued, .running, .succeeded, .warning, .failed, .skipped, .cancelled, .info, .unknown,
        ]
        #expect(statuses.map(\.code) == [0, 1, 2, 3, 4, 5, 6, 7, 8])
        let kinds: [ProviderKind] = [.well, .supermetrics, .elasticPath, .leadlex, .polytomic]
        #expect(kinds == ProviderKind.numbered)
        let sources: [TimeSource] = [.provider, .date, .firstSeen]
        #expect(sources.map(\.code) == [0, 1, 2])
        for status in statuses { #expect((try? RunStatus(code: status.code)) == status) }
        for source in sources { #expect((try? TimeSource(code: source.code)) == source) }
        #expect((try? RunStatus(code: 9)) == nil)
        #expect((try? TimeSource(code: 3)) == nil)
    }

    @Test(
        arguments: [
            ("well", [0]), ("supermetrics", [1]), ("elastic-path", [2]), ("leadlex", [3]),
            ("polytomic", [4]), ("airflow", [255, 7, 97, 105, 114, 102, 108, 111, 119]),
        ] as [(String, [UInt8])])
    func `a kind of provider is a number, or its name`(name: String, bytes: [UInt8]) {
        var writer = ByteWriter()
        writer.write(ProviderKind(rawValue: name))
        #expect(writer.bytes == bytes)
        #expect(Self.kind(of: bytes)?.rawValue == name)
    }

    @Test func `a number that stands for no kind of provider is refused`() {
        #expect(Self.kind(of: [5]) == nil)
        #expect(Self.kind(of: [255, 9]) == nil)
    }

    private static func kind(of bytes: [UInt8]) -> ProviderKind? {
        bytes.withUnsafeBytes { raw in
            var reader = ByteReader(raw)
            return try? reader.providerKind()
        }
    }

    @Test func `the bytes of a value stay as they are`() {
        var writer = ByteWriter()
        let value = JSONValue.array([
            .null, .bool(false), .bool(true), .number("1"), .string("a"),
            .object([.init("k", .null)]),
        ])
        value.write(to: &writer)
        #expect(writer.bytes == [5, 6, 0, 1, 2, 3, 1, 0x31, 4, 1, 0x61, 6, 1, 1, 0x6B, 0])
    }

    private static let numbers: [(Int64, [UInt8])] = [
        (0, [0]), (-1, [1]), (1, [2]), (63, [0x7E]), (-64, [0x7F]), (64, [0x80, 1]),
        (.max, [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1]),
        (.min, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1]),
    ]

    @Test(arguments: numbers)
    func `small numbers of either sign are short`(number: Int64, bytes: [UInt8]) throws {
        var writer = ByteWriter()
        writer.write(number)
        #expect(writer.bytes == bytes)
        #expect(try read(bytes) { (reader) throws(CodecError) in try reader.integer() } == number)
    }

    @Test func `a number of more than 64 bits is refused`() {
        let long = [UInt8](repeating: 0xFF, count: 9)
        #expect(throws: CodecError.invalid) { try unsigned(long + [2]) }
        #expect(throws: CodecError.invalid) { try unsigned(long + [0x81, 0]) }
        #expect(throws: CodecError.truncated) { try unsigned(long) }
        #expect((try? unsigned(long + [1])) == .max)
    }

    private func unsigned(_ bytes: [UInt8]) throws -> UInt64 {
        try read(bytes) { (reader) throws(CodecError) in try reader.unsigned() }
    }

    private func read<Value>(
        _ bytes: [UInt8], _ body: (inout ByteReader) throws(CodecError) -> Value
    ) throws -> Value {
        try bytes.withUnsafeBytes { buffer in
            var reader = ByteReader(buffer)
            return try body(&reader)
        }
    }

    @Test func `values lie inside each other 300 deep and no deeper`() throws {
        func record(_ depth: Int) -> RunRecord {
            let value = (1..<depth).reduce(JSONValue.null) { inner, _ in .array([inner]) }
            return TestSupport.record("a", .failed) { $0.metadata = .value(value) }
        }
        func reread(_ record: RunRecord) throws -> RunRecord {
            try record.bytes.withUnsafeBytes { try RunRecord(bytes: $0, key: record.key) }
        }
        let deepest = record(300)
        #expect(try reread(deepest) == deepest)
        #expect(throws: CodecError.invalid) { try reread(record(301)) }
    }
}

/// What is read of standings that other versions wrote.
struct StandingFormTests {
    private static let problems: [ProviderError] = [
        .unreachable(.proxy(.unreachable, server: "p:1")),
        .unreachable(.proxy(.refused, server: "p:1")), .unreadable(.tooManyValues(limit: 0)),
        .secret(.notText(.file("f"))), .secret(.malformed(.variable("V"))),
        .secret(.tooLarge(.command("c"))), .secret(.commandFailed(name: "n", exitCode: 127)),
        .held(.shallower(nil, since: nil)), .held(.elsewhere(LeaseOwner("o"), next: nil)),
        .held(.reserve(remaining: 0, limit: 1, until: moment(2))),
    ]

    @Test(arguments: problems)
    func `a problem comes back as it was`(error: ProviderError) {
        var checkpoint = SourceCheckpoint()
        checkpoint.problem = SourceProblem(error: error, since: moment(1), failures: 1)
        #expect(SourceCheckpoint(json: checkpoint.json) == checkpoint)
    }

    @Test func `each identifier of a refusal comes back by its kind`() {
        var problem = APIProblem(status: 500)
        problem.supportIDs = [
            SupportID(.request, "r"), SupportID(.trace, "t"), SupportID(.log, "l"),
        ]
        problem.credentials = .client
        var checkpoint = SourceCheckpoint()
        checkpoint.problem = SourceProblem(error: .refused(problem), since: moment(1), failures: 2)
        let copy = SourceCheckpoint(json: checkpoint.json)
        #expect(copy == checkpoint)
        guard case .refused(let read)? = copy.problem?.error else {
            Issue.record("no refusal")
            return
        }
        #expect(read.supportID(.trace) == "t")
        #expect(read.supportID(.log) == "l")
        #expect(APIProblem(status: 500).supportID(.request) == nil)
    }

    private func at(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

    @Test func `the form of a stored standing stays as it is`() {
        var checkpoint = SourceCheckpoint()
        #expect(JSONWriter.text(of: checkpoint.json) == #"{"backfilled":false}"#)
        checkpoint.position = ReadPosition(.string("p"))
        checkpoint.origin = ReadPosition(.string("o"))
        checkpoint.coveredSince = at(1)
        checkpoint.lastSuccess = at(2)
        checkpoint.isBackfilled = true
        checkpoint.backfill = BackfillProgress(pages: 3, runs: 4, oldest: at(5), wanted: at(6))
        checkpoint.gaps = [ReadGap(from: at(7), until: at(8))]
        checkpoint.budget = RateBudget(limit: 9, remaining: 10, resetsAt: at(11))
        checkpoint.budgetAt = at(12)
        checkpoint.nextPoll = at(13)
        checkpoint.problem = SourceProblem(error: .cancelled, since: at(14), failures: 15)
        let text =
            #"{"position":"p","origin":"o","covered_since":1,"last_success":2,"backfilled":true,"#
            + #""backfill":{"pages":3,"runs":4,"oldest":5,"wanted":6},"gaps":[[7,8]],"#
            + #""budget":{"limit":9,"remaining":10,"resets_at":11},"budget_at":12,"#
            + #""next_poll":13,"problem":{"since":14,"failures":15,"error":["cancelled"]}}"#
        #expect(JSONWriter.text(of: checkpoint.json) == text)
    }

    @Test func `the form of what is stored of a credential stays as it is`() {
        var checkpoint = CallLedgerEntry()
        #expect(JSONWriter.text(of: checkpoint.json) == #"{"changes":0,"calls":0}"#)
        checkpoint.blockedUntil = at(1)
        checkpoint.windows = [
            .init(
                limit: 2, remaining: 3, said: 4, times: (at(5), at(6)), length: .minute,
                reported: 7)
        ]
        checkpoint.latestCalls = [at(8)]
        checkpoint.asOf = at(9)
        checkpoint.origin = at(12)
        checkpoint.changes = 10
        checkpoint.calls = 11
        let text =
            #"{"blocked_until":1,"windows":[{"limit":2,"remaining":3,"said":4,"began":5,"#
            + #""reset":6,"length":60000,"heard":7}],"latest_calls":[8],"as_of":9,"#
            + #""origin":12,"changes":10,"calls":11}"#
        #expect(JSONWriter.text(of: checkpoint.json) == text)
    }

    @Test func `a gap has two ends, and a first walk is done where that is said`() {
        let json = JSONValue.object([
            .init(
                "gaps",
                .array([
                    .array([.integer(1), .integer(2)]), .array([.integer(3)]),
                    .array([.integer(4), .integer(5), .integer(6)]),
                ])),
            .init("backfilled", .integer(1)),
            .init("backfill", .object([.init("pages", .integer(1)), .init("runs", .integer(2))])),
        ])
        let checkpoint = SourceCheckpoint(json: json)
        let gap = ReadGap(from: Timestamp(milliseconds: 1), until: Timestamp(milliseconds: 2))
        #expect(checkpoint.gaps == [gap])
        #expect(!checkpoint.isBackfilled)
        #expect(checkpoint.backfill == nil)
    }

    @Test func `of a window what an earlier version did not write follows from the rest`() {
        func window(_ length: Int, _ more: [JSONValue.Member]) -> JSONValue {
            .object([.init("remaining", .integer(7)), .init("length", .integer(length))] + more)
        }
        let reset = JSONValue.Member("reset", .integer(9_000))
        let checkpoint = CallLedgerEntry(
            json: .object([
                .init("windows", .array([window(60_000, [reset]), window(60_000, [])])),
                .init("latest_calls", .array([.integer(5), .string("?"), .integer(6)])),
            ]))
        let end = Timestamp(milliseconds: 9_000)
        #expect(
            checkpoint.windows == [
                .init(
                    limit: nil, remaining: 7, said: 7, times: (end, end), length: .minute,
                    reported: 0)
            ])
        #expect(checkpoint.latestCalls.map(\.milliseconds) == [5, 6])
        #expect(checkpoint.changes == 0)
        #expect(checkpoint.calls == 0)
        let strange = CallLedgerEntry(
            json: .object([.init("windows", .array([window(61_000, [reset])]))]))
        #expect(strange.windows.isEmpty)
    }
}
