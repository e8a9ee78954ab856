import Query
import Runs
import RunTable
import Testing
import TestSupport

/// Ids are told apart by their bytes, whatever they look like.
struct IdentifierTests {
    /// Pairs that Swift takes for equal texts.
    static let pairs = [
        ("caf\u{E9}", "cafe\u{301}"), ("\u{212B}", "\u{C5}"), ("\u{1E69}", "s\u{323}\u{307}"),
        ("s\u{323}\u{307}", "s\u{307}\u{323}"), ("\u{AC00}", "\u{1100}\u{1161}"),
        ("\u{2126}", "\u{3A9}"),
    ]

    private func check<ID: Hashable & Comparable>(_ left: ID, _ right: ID) {
        #expect(left != right)
        #expect(Set([left, right, left]).count == 2)
        #expect((left < right) != (right < left))
    }

    @Test(arguments: pairs)
    func `what only looks alike is not the same`(left: String, right: String) {
        #expect(left == right, "to Swift they are one text")
        check(RunID(left), RunID(right))
        check(PipelineID(left), PipelineID(right))
        check(SourceName(left), SourceName(right))
        #expect(CredentialID(left) != CredentialID(right))
        check(
            RunKey(source: SourceName("a"), id: RunID(left)),
            RunKey(source: SourceName("a"), id: RunID(right)))
        #expect(RunID(left) == RunID(left))
        #expect(RunID("a") < RunID("b"))
    }

    @Test(arguments: pairs)
    func `a table and a batch hold both`(left: String, right: String) {
        let source = SourceName("well-prod")
        let records = [left, right].map { id in
            record(id, .succeeded, asOf: moment(8)) { $0.pipeline = .value(PipelineID(id)) }
        }
        var table = RunTable()
        table.merge(
            RunBatch(
                source: source, records: records,
                pipelines: [left, right].map {
                    Pipeline(id: PipelineID($0), name: "\(Array($0.utf8))")
                }))
        #expect(table.count == 2)
        for record in records {
            let run = table.run(for: record.key)
            let bytes = Array(record.key.id.text.utf8)
            #expect(run.map { Array($0.id.text.utf8) } == bytes)
            #expect(run?.pipeline?.name == "\(bytes)")
        }
    }
}
