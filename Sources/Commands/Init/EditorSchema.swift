import Providers
import Runs
import UserConfiguration
import Themes
import TUI

/// The output of `synctop init --schema`.
package enum EditorSchema {
    /// The JSON schema of the configuration, with the commands and themes that there are.
    package static var lines: [String] {
        let commands = CommandTable.rows.flatMap { row in
            row.command.names.map { ConfigSchema.Word($0, row.help) }
        }
        let schema = ConfigSchema(
            providers: ProviderRegistry.descriptions, commands: commands,
            themes: EmbeddedThemes.sources.keys.sorted())
        return [JSONWriter.text(of: schema.json)]
    }
}
