import Runs
import RunTable
import TestSupport

/// Runs as a team of five providers might have them, the same for the same seed.
///
/// Five sources with forty pipelines each; one run in twenty failed, with messages of which half
/// hold a number of their own; identifiers are random UUIDs and ULIDs.
struct RunWorld {
    /// The moment of the newest run.
    static let now = Timestamp(seconds: 1_781_000_000)

    private var random: SeededRandom
    private let count: Int

    /// - Parameters:
    ///   - count: How many runs there are in all.
    ///   - seed: What the runs follow from.
    init(count: Int, seed: UInt64 = 42) {
        self.count = count
        random = SeededRandom(seed: seed)
    }

    static let sources = ProviderKind.numbered.map { SourceName($0.rawValue) }

    /// The records of all runs, oldest first, in batches of one source each.
    mutating func forEachBatch(of size: Int, _ body: (RunBatch) -> Void) {
        var first = 0
        var turn = 0
        while first < count {
            let kind = ProviderKind.numbered[turn % 5]
            let records = (first..<min(count, first + size)).map { record($0, kind) }
            body(RunBatch(source: SourceName(kind.rawValue), records: records))
            first += size
            turn += 1
        }
    }

    /// Makes the next run of a kind, whose place from the oldest is given.
    mutating func record(_ number: Int, _ kind: ProviderKind) -> RunRecord {
        let pipeline = Int.random(in: 0..<40, using: &random)
        let start = Self.now.advanced(byMilliseconds: Int64(number - count) * 7_776)
        var seen = RunObservation(id: RunID(id(kind)), asOf: start, status: .succeeded)
        seen.pipeline = .value(PipelineID("\(kind.rawValue)-pipeline-\(pipeline)"))
        seen.trigger = .value(["schedule", "manual", "cloud_task", "api"][pipeline % 4])
        seen.startedAt = .value(start)
        let duration = Int64.random(in: 200..<(1_000 + Int64(pipeline) * 4_000), using: &random)
        seen.duration = .value(duration)
        seen.finishedAt = .value(start.advanced(byMilliseconds: duration))
        if kind == .elasticPath || kind == .supermetrics {
            seen.request = .value("POST /v2/reports/\(pipeline)/refresh")
            seen.httpStatus = .value(200)
        }
        if kind == .polytomic { seen.event = .value("sync.completed") }
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<5: fail(&seen, pipeline)
        case 5..<7: seen.status = .warning
        case 7..<9: seen.status = .skipped
        default: break
        }
        seen.metadata = .value(
            .object([
                .init("records_synced", .number("\(Int.random(in: 0..<9_999, using: &random))"))
            ]))
        return RunRecord(seen, source: SourceName(kind.rawValue), provider: kind, seenAt: Self.now)
    }

    private mutating func fail(_ seen: inout RunObservation, _ pipeline: Int) {
        seen.status = .failed
        let kinds = [
            "AUTH_EXPIRED: the token of account \(pipeline) was revoked",
            "timeout after 30 s while reading page \(Int.random(in: 0..<20_000, using: &random))",
            "upstream answered 502 for shard \(pipeline % 7)",
            "row \(Int.random(in: 0..<1_000_000, using: &random)) violates a constraint",
        ]
        seen.error = .value(RunError(message: kinds[Int.random(in: 0..<4, using: &random)]))
        if seen.httpStatus != .unsaid { seen.httpStatus = .value(502) }
    }

    private mutating func id(_ kind: ProviderKind) -> String {
        let (high, low): (UInt64, UInt64) = (random.next(), random.next())
        let digits = Self.hex(high) + Self.hex(low)
        guard kind != .leadlex else { return "run_" + digits.prefix(26).uppercased() }
        var id = ""
        for (place, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(place) { id += "-" }
            id.append(digit)
        }
        return id
    }

    private static func hex(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
