import Runs
import RunTable

extension FuzzTarget {
    /// What a history hands back of a run: bytes that another program, or a bad disk, may have
    /// written.
    static let record = FuzzTarget(name: "record", words: ["\u{1}\u{0}", "\u{1}\u{1}\u{1}"]) {
        bytes in
        guard let record = Self.record(in: bytes) else { return [] }
        var violations = Violations()
        violations.expect(Self.record(in: record.bytes) == record, "a record is not kept")
        _ = record.summary
        var table = RunTable()
        _ = table.merge(RunBatch(source: record.key.source, records: [record]))
        var outcome = RunOutcome(table, now: ProviderReading.now)
        await outcome.report()
        for words in outcome.violations.found { violations.expect(false, words) }
        return violations.found
    }

    private static func record(in bytes: [UInt8]) -> RunRecord? {
        let key = RunKey(source: SourceName("fuzz"), id: RunID("a"))
        return bytes.withUnsafeBytes { try? RunRecord(bytes: $0, key: key) }
    }
}
