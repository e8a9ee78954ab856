@testable import Providers
import Runs
import Testing

@Suite struct NotesTests {
    @Test func `moments come back as they were noted, and from the notation of earlier notes`()
        throws
    {
        let times: [String: Timestamp] = ["a": .test, "b": .test - 1]
        #expect(JSONValue.times(times).times == times)
        let notes = try json(#"{"old":"2026-06-07T12:00:00.000Z","none":null,"odd":{}}"#)
        #expect(notes.times == ["old": .test])
        #expect(notes.time("old") == .test)
    }
}
