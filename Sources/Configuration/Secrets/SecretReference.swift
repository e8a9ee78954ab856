package import Runs

/// Where a secret comes from, as the configuration says.
package enum SecretReference: Hashable, Sendable {
    case environment(String)
    /// A file that only its owner can read; absolute, or relative to the working folder.
    case file(String)
    /// A command and its arguments, run without a shell.
    case command([String])
    /// The secret itself.
    case literal(Secret)
}

extension SecretReference {
    /// Where the secret is looked for, without any of its text.
    var origin: SecretOrigin {
        switch self {
        case .environment(let name): .variable(name)
        case .file(let path): .file(path)
        case .command(let words): .command(words.first ?? "")
        case .literal: .settings
        }
    }
}

extension ValueShape where Value == SecretReference {
    /// A table that names a secret in exactly one way, or the secret itself if allowed.
    static var secret: ValueShape {
        ValueShape(expected: .secret) { reader in
            switch reader.entry {
            case .text(""):
                return reader.refuse(.emptyText)
            case .text(let text):
                guard reader.context.allowsLiteralSecrets else {
                    return reader.refuse(.literalSecret(mode: reader.context.mode))
                }
                return .literal(Secret(text))
            case .table(let entries):
                return reader.table(entries) { table in SecretReference(reading: &table) }
            case .integer, .float, .boolean, .moment, .list:
                return reader.refuse(expecting: .secret)
            }
        }
    }
}

extension SecretReference {
    /// The table of the ways to name a secret, exactly one per secret.
    static var keyTable: [KeyRow] { Keys.rows }

    private enum Keys {
        static let environment = SettingsKey("env", .text, "an environment variable")
        static let file = SettingsKey("file", .path, "a file that nobody else can read")
        static let command = SettingsKey("command", .texts, "a command and its arguments")

        static let rows = [environment.row, file.row, command.row]
    }

    fileprivate init?(reading reader: inout TableReader) {
        reader.reportKeys(outside: Keys.rows)
        let found = Keys.rows.map(\.name).filter { reader.entries[$0] != nil }
        guard found.count == 1 else {
            // An unknown key explains enough about a table without other keys.
            if !found.isEmpty || reader.entries.isEmpty { reader.report(.secretWays(found: found)) }
            return nil
        }
        if let name = reader.value(Keys.environment) {
            self = .environment(name)
        } else if let path = reader.value(Keys.file) {
            self = .file(path)
        } else if let words = reader.value(Keys.command) {
            guard !words.isEmpty else {
                reader.report(.emptyList, at: reader.path.key(Keys.command.name))
                return nil
            }
            self = .command(words)
        } else {
            return nil
        }
    }
}
