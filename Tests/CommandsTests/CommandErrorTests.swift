import Commands
import Query
import Runs
import Testing

struct CommandErrorTests {
    @Test func `lines are made safe`() {
        let complaint = CommandError(["a\u{1b}[2Jb\rc", "\u{202E}d"], status: .usage)
        #expect(complaint.lines == ["ab^Mc", "<U+202E>d"])
    }

    @Test(arguments: [
        ("status:faild", "         ^ unknown status \"faild\"; did you mean \"failed\"?"),
        ("error:x and", "             ^ something is missing after \"and\""),
        ("pipeline:\"a b", "           ^ the closing quotation mark is missing"),
        // Wide characters, and those that are shown in longer words, move the mark.
        ("顧客 status:faild", "              ^ unknown status \"faild\"; did you mean \"failed\"?"),
        (
            "\u{200B} status:faild",
            "                  ^ unknown status \"faild\"; did you mean \"failed\"?"
        ),
    ])
    func `a mistake in a filter is marked below its first column`(
        filter: String, marker: String
    ) throws {
        let mistake = #expect(throws: QueryMistake.self) { try Query.parse(filter) }
        let complaint = CommandError(try #require(mistake), in: filter)
        #expect(complaint.status == .usage)
        #expect(complaint.lines.count == 3)
        #expect(complaint.lines.first == "the filter cannot be read")
        #expect(complaint.lines.dropFirst().first == "  " + SafeText.line(filter).text)
        #expect(complaint.lines.last == marker)
    }
}
