import Query
import Runs
import TestSupport

@testable import RunTable

/// A long random sequence of changes to a table, the same for the same seed, beside the plain truth
/// of what it should hold.
struct TablePlay {
    private(set) var table = RunTable()
    private(set) var now = moment(12)
    private(set) var request = RunListing.Request()
    private var records: [RunKey: RunRecord] = [:]
    /// Of each run that is held, how many came before it.
    private var arrivals: [RunKey: Int] = [:]
    private var names: [PipelineID: String] = [:]
    private var numbers: Numbers
    private var made = 0

    /// Begins with an empty table.
    ///
    /// - Parameters:
    ///   - seed: Of all that happens.
    ///   - spareRows: How many rows of deleted runs the table always puts up with.
    init(seed: UInt64, spareRows: Int? = nil) {
        numbers = Numbers(random: SeededRandom(seed: seed))
        if let spareRows { table.spareRows = spareRows }
    }

    /// All runs that should be held.
    var truth: [Run] {
        records.values.map { record in
            record.run(pipelineName: record.pipelineID.flatMap { names[$0] })
        }
    }

    /// Changes the table, the question or the time.
    ///
    /// - Returns: What was done, for whoever looks into a failure.
    mutating func step() -> String {
        switch numbers.below(10) {
        case 0..<3: return insert(numbers.below(numbers.below(24) == 0 ? 700 : 12) + 1)
        case 3..<6: return change(numbers.below(24) + 1)
        case 6: return numbers.below(3) == 0 ? remove() : delete(numbers.below(30))
        case 7: return rename()
        case 8:
            now = now.advanced(byMilliseconds: Int64(numbers.below(3_600_000)))
            return "time goes on"
        default: return ask()
        }
    }

    private mutating func insert(_ count: Int) -> String {
        for source in Self.sources { merge((0..<count).map { _ in record(new: source) }, source) }
        return "insert \(count) of each source"
    }

    private mutating func change(_ count: Int) -> String {
        let keys = records.keys.sorted()
        guard !keys.isEmpty else { return "nothing to change" }
        let chosen = Set((0..<count).map { _ in keys[numbers.below(keys.count)] })
        for (source, keys) in Dictionary(grouping: chosen.sorted(), by: \.source) {
            merge(keys.map { record(of: $0) }, source)
        }
        return "change \(chosen.count)"
    }

    private mutating func delete(_ count: Int) -> String {
        let keys = records.keys.sorted()
        guard !keys.isEmpty else { return "nothing to delete" }
        let chosen = (0..<count).map { _ in keys[numbers.below(keys.count)] }
        table.delete(chosen)
        for key in chosen { (records[key], arrivals[key]) = (nil, nil) }
        return "delete \(count)"
    }

    /// Forgets what began before an hour, and then half of the rest.
    private mutating func remove() -> String {
        let oldest = moment(numbers.below(3))
        let held = records.values.sorted {
            ($0.sortTime, arrivals[$1.key] ?? 0) < ($1.sortTime, arrivals[$0.key] ?? 0)
        }
        let old = held.count { $0.sortTime < oldest }
        let kept = (held.count - old) / 2
        let count = table.delete(before: oldest, keeping: kept)
        for record in held.dropLast(kept) {
            (records[record.key], arrivals[record.key]) = (nil, nil)
        }
        return "forget \(count)"
    }

    private mutating func rename() -> String {
        let id = PipelineID("p\(numbers.below(9))")
        let name = "Name \(numbers.below(5)) of \(id.text)"
        names[id] = name
        for source in Self.sources {
            table.merge(
                RunBatch(source: source, records: [], pipelines: [Pipeline(id: id, name: name)]))
        }
        return "rename \(id.text)"
    }

    private mutating func ask() -> String {
        let text = Self.queries[numbers.below(Self.queries.count)]
        request.query = (try? Query.parse(text)) ?? .everything
        request.order = RunOrder(
            key: SortKey.allCases[numbers.below(SortKey.allCases.count)],
            descending: numbers.below(2) == 0)
        return "ask \(text), by \(request.order)"
    }

    private mutating func merge(_ batch: [RunRecord], _ source: SourceName) {
        table.merge(RunBatch(source: source, records: batch))
        for record in batch {
            records[record.key, default: record].merge(record)
            if arrivals[record.key] == nil { arrivals[record.key] = made }
            made += 1
        }
    }

    // MARK: Records

    private static let sources = ["well-prod", "Shop", "crm"].map(SourceName.init)

    private static let queries = [
        "", "timeout", "status:failed", "status:failed,running source:shop", "-status:succeeded",
        "duration:>20s", "since:2h", "until:3h", "pipeline:name", "pipeline:p3 or trigger:manual",
        "error:/time(d )?out/", "http:>=500", "attempt:>1", "id:ru*7", "id:RUN-12", "12",
        "meta.n:3",
        "has:error", "-has:finished", "event:sync.*", "request:\"post /v2\"", "(a or b) -manual",
        "provider:leadlex", "ÄRGER", "meta.n:>4 status:warning", "error:*revoked",
    ]

    private mutating func record(new source: SourceName) -> RunRecord {
        made += 1
        let id = numbers.below(4) == 0 ? "RUN-\(made)-Ä" : "run-\(made)"
        return record(of: RunKey(source: source, id: RunID(id)))
    }

    private mutating func record(of key: RunKey) -> RunRecord {
        let status = RunStatus.allCases[numbers.below(RunStatus.allCases.count)]
        let start = moment(numbers.below(12), numbers.below(3))
        made += 1
        var seen = RunObservation(
            id: key.id, asOf: start.advanced(byMilliseconds: Int64(made)), status: status)
        let provider: ProviderKind = key.source.text == "crm" ? .leadlex : .well
        if numbers.below(8) > 0 { seen.pipeline = .value(PipelineID("p\(numbers.below(9))")) }
        if numbers.below(3) > 0 { seen.trigger = .value(["manual", "Schedule"][numbers.below(2)]) }
        if numbers.below(4) == 0 { seen.event = .value("sync.\(numbers.below(3))") }
        if numbers.below(3) == 0 {
            seen.request = .value("POST /v2/\(numbers.below(4))")
            seen.httpStatus = .value(numbers.below(50) == 0 ? 99_999 : 200 + 100 * numbers.below(4))
        }
        if numbers.below(3) == 0 { seen.attempt = .value(numbers.below(4)) }
        if numbers.below(3) == 0 {
            seen.error = .value(
                RunError(
                    code: numbers.below(2) == 0 ? "E\(numbers.below(3))" : nil,
                    message: [
                        "timed out after \(numbers.below(40)) s", "token revoked", "Ärger", nil,
                    ][numbers.below(4)]))
        }
        seen.metadata = .value(.object([.init("n", .number("\(numbers.below(7))"))]))
        if numbers.below(6) == 0 {
            seen.timeSource = .firstSeen
            seen.listPlace = ListPlace(
                arrival: numbers.below(2) == 0 ? .backlog : .later, listed: moment(11),
                rank: Int64(numbers.below(50)))
        } else {
            seen.startedAt = .value(start)
            if numbers.below(3) > 0 {
                // Now and then longer than a narrow number holds.
                let length = numbers.below(30) == 0 ? 9_000_000_000 : numbers.below(90_000)
                seen.finishedAt = .value(start.advanced(byMilliseconds: Int64(length)))
            }
        }
        return RunRecord(seen, source: key.source, provider: provider, seenAt: moment(11))
    }

    /// Random numbers below a bound.
    private struct Numbers {
        var random: SeededRandom

        mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }
    }
}
