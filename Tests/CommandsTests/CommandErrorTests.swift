import Commands
import Query
import Runs
import Testing

struct CommandErrorTests {
    @Test func `lines are made safe`() {
        let failure = CommandError(["a\u{1b}[2Jb\rc", "\u{202E}d"], status: .usage)
        #expect(failure.lines == ["ab^Mc", "<U+202E>d"])
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
        let failure = CommandError(try #require(mistake), in: filter)
        #expect(failure.status == .usage)
        #expect(failure.lines.count == 3)
        #expect(failure.lines.first == "the filter cannot be read")
        #expect(failure.lines.dropFirst().first == "  " + SafeText.line(filter).text)
        #expect(failure.lines.last == marker)
    }
}
