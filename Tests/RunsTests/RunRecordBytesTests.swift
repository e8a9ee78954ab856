import Runs
import Testing
import TestSupport

/// Records as bytes and back.
struct RunRecordBytesTests {
    private func reread(_ record: RunRecord) throws -> RunRecord {
        try record.bytes.withUnsafeBytes { try RunRecord(bytes: $0, key: record.key) }
    }

    @Test(arguments: 0..<40)
    func `every record comes back as it was`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<50 {
            var record = anyRecord(using: &random)
            for _ in 0..<Int.random(in: 0..<4, using: &random) {
                record.merge(anyRecord(using: &random))
            }
            let copy = try reread(record)
            #expect(copy == record, "seed \(seed)")
            #expect(copy.bytes == record.bytes)
            // What is merged later must meet the same standings.
            let later = anyRecord(using: &random)
            var (one, other) = (record, copy)
            one.merge(later)
            other.merge(later)
            #expect(one == other)
        }
    }

    @Test func `bytes that end early or go on are refused at every length`() {
        var random = SeededRandom(seed: 7)
        let record = anyRecord(using: &random)
        let whole = record.bytes
        for length in 0..<whole.count {
            #expect(throws: CodecError.self) {
                try Array(whole.prefix(length)).withUnsafeBytes {
                    try RunRecord(bytes: $0, key: record.key)
                }
            }
        }
        #expect(throws: CodecError.invalid) {
            try (whole + [0]).withUnsafeBytes { try RunRecord(bytes: $0, key: record.key) }
        }
        #expect(throws: CodecError.unknownVersion(9)) {
            try ([9] + whole.dropFirst()).withUnsafeBytes {
                try RunRecord(bytes: $0, key: record.key)
            }
        }
    }

    @Test(arguments: ["", "-", "1.", "0x1", "1 ", "+1", "01", "1,\"a\":2"])
    func `what is no number is refused, as it would be written as it is`(digits: String) {
        let record = record("a", .failed, asOf: Timestamp(milliseconds: 1_000)) {
            $0.metadata = .value(.array([.integer(-1), .number(digits)]))
        }
        let bytes = record.bytes
        #expect(throws: CodecError.invalid) {
            try bytes.withUnsafeBytes { try RunRecord(bytes: $0, key: record.key) }
        }
    }

    @Test func `damaged bytes are refused or read, and never trap`() throws {
        var random = SeededRandom(seed: 11)
        var (read, refused) = (0, 0)
        for _ in 0..<2_000 {
            let record = anyRecord(using: &random)
            var bytes = record.bytes
            for _ in 0..<3 {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(
                    in: 0...255, using: &random)
            }
            let outcome = Result {
                try bytes.withUnsafeBytes { try RunRecord(bytes: $0, key: record.key) }
            }
            switch outcome {
            case .failure: refused += 1
            case .success(let other):
                read += 1
                // What was read is a record like any other: its own bytes say the same.
                let again = try other.bytes.withUnsafeBytes {
                    try RunRecord(bytes: $0, key: record.key)
                }
                #expect(again == other)
            }
        }
        #expect(read > 100 && refused > 100, "\(read) were read, \(refused) refused")
    }

    @Test func `the form of stored bytes stays as it is`() throws {
        let record = record("a", .failed, asOf: Timestamp(milliseconds: 1_000)) {
            $0.rawStatus = .value("error")
            $0.trigger = .null
            $0.startedAt = .value(Timestamp(milliseconds: -1))
            $0.error = .value(RunError(code: nil, message: "no"))
        }
        let seen = moment(12).milliseconds
        #expect(seen == 1_780_833_600_000)
        let status: [UInt8] = [2, 4]
        let error: [UInt8] = [2, 5] + "error".utf8
        let rest: [UInt8] = [0, 1, 2, 1, 0, 0, 0, 0, 0, 0, 0]
        let message: [UInt8] = [2, 2, 2] + "no".utf8
        #expect(
            record.bytes == [1, 0, 1, 0x13, 0xD0, 0x0F]
                + [0x80, 0x88, 0xA2, 0x9F, 0xD4, 0x67] + status + error + rest + message
                + [0, 2, 0, 0, 0])
    }

    @Test func `the record of an ordinary run is small`() {
        let record = record("5c6d7e8f-9012-43a4-b5c6-d7e8f9012a3b", .succeeded, asOf: moment(8)) {
            $0.rawStatus = .value("success")
            $0.pipeline = .value(PipelineID("00000000-0000-4000-8000-000000000001"))
            $0.trigger = .value("cloud_task")
            $0.startedAt = .value(moment(8))
            $0.finishedAt = .value(moment(8, 1))
            $0.metadata = .value(.object([.init("records_synced", .integer(128))]))
        }
        #expect(record.bytes.count < 130)
    }
}

/// A record in which anything may be said of every field.
private func anyRecord(using random: inout SeededRandom) -> RunRecord {
    var seen = RunObservation(
        id: RunID("run"), asOf: any(moment, using: &random),
        status: RunStatus.allCases.randomElement(using: &random) ?? .unknown)
    seen.rawStatus = observed(text, using: &random)
    seen.pipeline = observed({ PipelineID(text(&$0)) }, using: &random)
    seen.trigger = observed(text, using: &random)
    seen.startedAt = observed(moment, using: &random)
    seen.finishedAt = observed(moment, using: &random)
    seen.duration = observed({ Int64.random(in: .min ... .max, using: &$0) }, using: &random)
    seen.attempt = observed({ Int.random(in: -3...9, using: &$0) }, using: &random)
    seen.httpStatus = observed({ Int.random(in: .min ... .max, using: &$0) }, using: &random)
    seen.request = observed(text, using: &random)
    seen.requestID = observed(text, using: &random)
    seen.event = observed(text, using: &random)
    seen.error = observed(
        { RunError(code: any(text, using: &$0), message: any(text, using: &$0)) }, using: &random)
    seen.metadata = observed({ json(&$0, depth: 0) }, using: &random)
    seen.related = (0..<Int.random(in: 0..<3, using: &random)).map { _ in
        RelatedID(key: text(&random), value: text(&random))
    }
    seen.timeSource = [.provider, .date, .firstSeen].randomElement(using: &random) ?? .provider
    if Bool.random(using: &random) {
        seen.listPlace = ListPlace(
            arrival: Bool.random(using: &random) ? .backlog : .later, listed: moment(&random),
            rank: .random(in: .min ... .max, using: &random))
    }
    return RunRecord(
        seen, source: SourceName("source"), provider: .polytomic, seenAt: moment(&random))
}

private func text(_ random: inout SeededRandom) -> String {
    let words = ["", "a", "é\u{301}", "\0", "💥 \u{202E}", String(repeating: "long ", count: 60)]
    return words.randomElement(using: &random) ?? ""
}

private func moment(_ random: inout SeededRandom) -> Timestamp {
    Timestamp(milliseconds: .random(in: .min ... .max, using: &random))
}

private func any<Value>(
    _ make: (inout SeededRandom) -> Value, using random: inout SeededRandom
) -> Value? {
    Bool.random(using: &random) ? make(&random) : nil
}

private func observed<Value>(
    _ make: (inout SeededRandom) -> Value, using random: inout SeededRandom
) -> Observed<Value> {
    switch Int.random(in: 0..<3, using: &random) {
    case 0: .unsaid
    case 1: .null
    default: .value(make(&random))
    }
}

private func json(_ random: inout SeededRandom, depth: Int) -> JSONValue {
    switch Int.random(in: 0..<(depth < 4 ? 6 : 4), using: &random) {
    case 0: .null
    case 1: .bool(.random(using: &random))
    case 2: .number("1234567890.1234567890e-999")
    case 3: .string(text(&random))
    case 4:
        .array(
            (0..<Int.random(in: 0..<4, using: &random)).map { _ in json(&random, depth: depth + 1) }
        )
    default:
        .object(
            (0..<Int.random(in: 0..<4, using: &random)).map { _ in
                .init(text(&random), json(&random, depth: depth + 1))
            })
    }
}
