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

    @Test func `moments are noted in the order of their keys, and none as null`() {
        let times: [String: Timestamp] = ["b": .test, "a": .test - 1, "c": .test + 1]
        #expect(
            JSONWriter.text(of: .times(times))
                == #"{"a":1780833599000,"b":1780833600000,"c":1780833601000}"#)
        let none: JSONValue = .time(nil)
        #expect(none == .null)
    }
}
