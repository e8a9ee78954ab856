import Foundation
import Terminal
import Testing
import TUI

/// The table of commands and what is made of it.
struct KeymapTests {
    @Test(arguments: Command.allCases)
    func `every command has one row`(command: Command) {
        #expect(CommandTable.rows.filter { $0.command == command }.count == 1)
    }

    @Test(arguments: KeyContext.allCases)
    func `no key means two things in one place`(context: KeyContext) {
        let keys = CommandTable.rows.filter { $0.contexts.contains(context) }.flatMap(\.keys)
        #expect(Set(keys).count == keys.count)
    }

    @Test func `every key of the table is bound`() {
        let keymap = Keymap()
        for row in CommandTable.rows {
            for (key, context) in row.keys.flatMap({ key in row.contexts.map { (key, $0) } }) {
                #expect(keymap.command(for: key, in: context) == row.command)
            }
        }
    }

    @Test func `the README's table of keys is the table of commands`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../README.md")
        let readme = try String(contentsOf: file, encoding: .utf8)
        let expected = CommandTable.rows.map { row in
            "| " + row.ways().map { "`\($0)`" }.joined(separator: " ") + " | \(row.help) |"
        }
        let lines = readme.split(separator: "\n", omittingEmptySubsequences: false)
        let section = lines.drop { $0 != "## Keys" }.dropFirst().prefix { !$0.hasPrefix("## ") }
        let table = section.drop { !$0.hasPrefix("|--") }.dropFirst().prefix { $0.hasPrefix("|") }
        #expect(table.map(String.init).sorted() == expected.sorted())
    }
}
