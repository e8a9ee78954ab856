import Runs
import Testing

@testable import Providers

/// What a sync's list says of one execution.
struct ExecutionWireTests {
    private let sync = SyncReference(id: PipelineID("s"), kind: .bulk)

    private func execution(_ members: String) throws -> PolytomicExecution {
        let row = try json(#"{"id":"x",\#(members)}"#)
        return try #require(PolytomicWire.execution(row))
    }

    private func observation(_ members: String) throws -> RunObservation {
        try execution(members).observation(asOf: .test, sync: sync)
    }

    @Test(
        arguments: [
            (#""status":"running""#, .running, true),
            (#""status":"running","completed_at":"2026-06-07T10:00:00Z""#, .running, true),
            (#""status":"exporting""#, .running, true),
            (#""status":"exporting","completed_at":"2026-06-07T10:00:00Z""#, .unknown, false),
            (#""status":"canceled""#, .cancelled, false),
            (#""status":"cancelled""#, .cancelled, false),
            (#""status":"completed""#, .succeeded, false),
            (#""status":" COMPLETED ""#, .succeeded, false),
        ] as [(String, RunStatus, Bool)])
    func `an execution has ended by its word, or a strange one by its end`(
        members: String, status: RunStatus, isOpen: Bool
    ) throws {
        let execution = try execution(members)
        #expect(execution.status == status)
        #expect(execution.isOpen == isOpen)
    }

    @Test(arguments: [#"{"id":"x","status":""}"#, #"{"id":"x"}"#, #"{"status":"running"}"#, "[]"])
    func `a row without an identifier or a status is no execution`(row: String) throws {
        #expect(PolytomicWire.execution(try json(row)) == nil)
    }

    @Test(
        arguments: [
            (#""errors":["a","b"],"error":"c""#, "a\nb"), (#""errors":[],"error":"c""#, "c"),
            (#""error":{"message":"m"}"#, "m"), (#""errors":null"#, nil),
            (#""errors":[{"message":"m"},"n"]"#, "m\nn"),
        ] as [(String, String?)])
    func `errors are of a failure, and warnings of what succeeded`(
        members: String, message: String?
    ) throws {
        let error: Observed<RunError> = message.map { .value(RunError(message: $0)) } ?? .null
        for word in ["failed", "canceled"] {
            let seen = try observation(#""status":"\#(word)",\#(members)"#)
            #expect(seen.error == error)
            #expect(seen.metadata == .unsaid)
        }
        for word in ["completed", "completed_with_errors"] {
            let seen = try observation(#""status":"\#(word)",\#(members)"#)
            #expect(seen.error == .null)
            let lines = message?.split(separator: "\n").map { JSONValue.string(String($0)) }
            let reported = lines.map { JSONValue.object([.init("warnings", .array($0))]) }
            #expect(seen.metadata == Observed(orUnsaid: reported))
        }
    }

    @Test func `counts have one form of name, and times their fields`() throws {
        let seen = try observation(
            #""status":"completed","counts":{"record":3,"error_count":"1"},"#
                + #""started_at":"2026-06-07T10:00:00Z","completed_at":"2026-06-07T10:00:42Z""#)
        #expect(seen.metadata == .value(try json(#"{"record_count":3,"error_count":"1"}"#)))
        #expect(seen.startedAt == .value(.at("2026-06-07T10:00:00Z")))
        #expect(seen.finishedAt == .value(.at("2026-06-07T10:00:42Z")))
        #expect(seen.asOf == .test)
        #expect(seen.pipeline == .value(PipelineID("s")))
        #expect(seen.rawStatus == .value("completed"))
    }

    @Test func `an execution is placed by its creation, else by its beginning`() throws {
        let both = try execution(
            #""status":"running","created_at":"2026-06-07T09:00:00Z","#
                + #""started_at":"2026-06-07T10:00:00Z""#)
        #expect(both.created == .at("2026-06-07T09:00:00Z"))
        #expect(both.started == .at("2026-06-07T10:00:00Z"))
        let one = try execution(#""status":"running","started_at":"2026-06-07T10:00:00Z""#)
        #expect(one.created == .at("2026-06-07T10:00:00Z"))
    }

    @Test func `a word, a time or a count that changes is progress`() throws {
        let texts = [
            #""status":"running""#, #""status":"exporting""#,
            #""status":"running","updated_at":"1""#, #""status":"running","counts":{"a":1}"#,
            #""status":"running","counts":{"a":2}"#,
        ]
        let signs = try texts.map { try execution($0).sign }
        #expect(Set(signs).count == texts.count)
    }
}
