import Commands
import Runs
import Testing
import TUI

struct EditorSchemaTests {
    @Test func `the schema knows every name of a command that the reader takes`() throws {
        let text = EditorSchema.lines.joined()
        for name in CommandTable.rows.flatMap(\.command.names) {
            #expect(text.contains("\"\(name)\":"), "\(name)")
            #expect(Keymap.applying([KeyOverride(command: name, keys: ["F9"])]).mistakes.isEmpty)
        }
        #expect(CommandTable.rows.flatMap(\.command.names).contains("quit"))
    }
}
