import Runs
import Testing

@testable import Providers

/// How stored positions are written, and what is read where a member is absent or malformed.
struct NotesTests {
    private struct Part: Codable, Hashable {
        let name: String
    }

    private struct Position: StoredPosition {
        var times: [String: Timestamp] = [:]
        var moment: Timestamp?
        var ids: Set<String> = []
        var isOpen = false
        var count = 0
        var part: Part?
        var loop = LoopGuard()
    }

    @Test func `moments come back as they were noted, and from the notation of earlier notes`()
        throws
    {
        var position = Position()
        position.times = ["a": .test, "b": .test - 1]
        #expect(Position(notes: position.notes) == position)
        let notes = try json(
            #"{"times":{"old":"2026-06-07T12:00:00.000Z"},"moment":"2026-06-07T12:00:00.000Z"}"#)
        #expect(Position(notes: notes).times == ["old": .test])
        #expect(Position(notes: notes).moment == .test)
    }

    @Test func `members are noted in the order of their keys, and none that is nil`() {
        var position = Position()
        position.times = ["b": .test, "a": .test - 1, "c": .test + 1]
        position.ids = ["z", "x", "y"]
        #expect(
            JSONWriter.text(of: position.notes)
                == #"{"count":0,"ids":["x","y","z"],"isOpen":false,"loop":{"steps":0},"#
                + #""times":{"a":1780833599000,"b":1780833600000,"c":1780833601000}}"#)
    }

    @Test(arguments: [
        "{}", "[]", "7", "null", #"{"times":{"a":{}},"moment":"x","count":"many","isOpen":3}"#,
        #"{"ids":[1],"part":{"name":7},"loop":[]}"#, #"{"ids":null,"part":null,"count":-1}"#,
    ])
    func `what is absent or malformed counts as nothing`(notes: String) throws {
        #expect(Position(notes: try json(notes)) == Position())
        #expect(Position(notes: nil) == Position())
    }

    @Test func `a part that lacks what it needs takes nothing else with it`() throws {
        let position = Position(notes: try json(#"{"part":{},"count":7,"moment":0}"#))
        #expect(position.part == nil)
        #expect(position.count == 7)
        #expect(position.moment == Timestamp(milliseconds: 0))
    }
}
