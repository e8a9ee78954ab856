import Foundation
import Runs

extension SourceSettings {
    /// The table of the keys of every source.
    package static var keyTable: [KeyRow] { Keys.rows }

    private enum Keys {
        static let name = SettingsKey("name", .sourceName, "the source's name in the table")
        static let provider = SettingsKey("provider", .text, "the kind of API")
        static let baseURL = SettingsKey(
            "base-url", .baseURL, "the API's address, without the documented path")
        static let interval = SettingsKey(
            "interval", .duration(atLeast: .seconds(1)), "how often it is polled while quiet")
        static let backfill = SettingsKey(
            "backfill", .duration(), "how far back it is read when new")
        static let isEnabled = SettingsKey("enabled", .boolean, "whether it is polled")
        static let caFile = SettingsKey("ca-file", .path, "a file of certificates to trust")
        static let webLink = SettingsKey(
            "web-url", .webLink, "a run's page, with {pipeline} and {run}")

        static let rows = [
            name.row, provider.row, baseURL.row, interval.row, backfill.row, isEnabled.row,
            caFile.row, webLink.row,
        ]
    }

    /// Reads one source; reports mistakes and returns nil.
    init?(reading reader: inout TableReader, at index: Int) {
        let written = reader.entries[Keys.name.name]
        if case .text(let name) = written, !name.isEmpty {
            reader.context.subject = .source(name)
        } else {
            reader.context.subject = .unnamedSource(index + 1)
        }
        let name = reader.required(Keys.name)
        let providers = reader.context.providers
        let kind = reader.required(
            SettingsKey(
                Keys.provider.name, .word(among: providers.map(\.kind.rawValue)),
                Keys.provider.help))
        let baseURL = reader.value(Keys.baseURL)
        // A wrong address is one mistake; it must not cause another one.
        reader.context.isLoopback =
            baseURL?.host().map(LoopbackHost.includes) ?? reader.holds(Keys.baseURL)
        let interval = reader.value(Keys.interval)
        let backfill = reader.value(Keys.backfill)
        let isEnabled = reader.value(Keys.isEnabled) ?? true
        let caFile = reader.value(Keys.caFile)
        let webLink = reader.value(Keys.webLink)

        guard let provider = providers.first(where: { $0.kind.rawValue == kind }) else {
            reader.reportKeys(outside: Keys.rows + providers.flatMap(\.keyTable))
            return nil
        }
        reader.reportKeys(outside: Keys.rows + provider.keyTable)
        let options = ProviderSettings(provider, reading: &reader)
        guard let name, let options, let baseURL = baseURL ?? options.defaultBaseURL else {
            return nil
        }
        self.init(name: name, baseURL: baseURL, options: options)
        self.interval = interval
        self.backfill = backfill
        self.isEnabled = isEnabled
        self.caFile = caFile
        self.webLink = webLink
        for key in options.secrets.keys {
            secretPlaces[key] = SecretPlace(
                file: reader.context.file,
                line: reader.context.positions[reader.path.key(key)]?.line,
                key: key)
        }
    }
}

extension ValueShape where Value == [SourceSettings] {
    /// The list of sources; skips wrong ones and reports their mistakes.
    static var sources: ValueShape {
        ValueShape(expected: .tableList("source")) { reader in
            var firsts: [String: Int] = [:]
            return reader.tables(under: "source") { table, index, _ in
                let source = SourceSettings(reading: &table, at: index)
                guard case .text(let name) = table.entries["name"] else { return source }
                if let first = firsts[name] {
                    let place = table.context.positions[table.path.parent.index(first)]
                    table.report(
                        .duplicateSource(name, firstLine: place?.line), at: table.path.key("name"))
                } else {
                    firsts[name] = index
                }
                return source
            }
        }
    }
}

extension ValueShape where Value == SourceName {
    /// A name of up to 64 letters, digits, dots, underscores and hyphens.
    static var sourceName: ValueShape {
        fromText(.text) { text, reader in
            guard SourceName.isValid(text) else {
                return reader.refuse(.badSourceName(text))
            }
            return SourceName(text)
        }
    }
}

extension SourceName {
    static func isValid(_ text: String) -> Bool {
        text.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._\-]{0,63}/) != nil
    }
}
