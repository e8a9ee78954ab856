import Runs

extension ValueShape where Value == String {
    /// A colour as written: a text, or a number of the 256.
    fileprivate static var colour: ValueShape {
        ValueShape(expected: .colour) { reader in
            switch reader.entry {
            case .text(let text): text.isEmpty ? reader.refuse(.emptyText) : text
            case .integer(let number): String(number)
            case .float, .boolean, .moment, .list, .table: reader.refuse(expecting: .colour)
            }
        }
    }

    /// A colour that needs no palette.
    fileprivate static var plainColour: ValueShape {
        ValueShape(expected: .colour) { reader in
            guard let text = Self.colour.read(&reader) else { return nil }
            guard ThemeColor(text) == nil else { return text }
            let nearest = EditDistance.nearestWord(to: text, among: ThemeColor.ansiNames)
            return reader.refuse(.badColour(text, nearest: nearest))
        }
    }
}

extension ValueShape where Value == [String: String] {
    static var palette: ValueShape {
        fromTable { table in
            var colours: [String: String] = [:]
            for name in table.entries.keys {
                colours[name] = table.value(SettingsKey(name, .plainColour, "a colour"))
            }
            return colours
        }
    }
}

extension ValueShape where Value == [String: ThemeScope] {
    static var scopes: ValueShape {
        fromTable { table in
            var scopes: [String: ThemeScope] = [:]
            for name in table.entries.keys {
                scopes[name] = table.value(SettingsKey(name, .scope, "how it looks"))
            }
            return scopes
        }
    }
}

extension ValueShape where Value == ThemeScope {
    /// A style: the text colour alone, or a table.
    fileprivate static var scope: ValueShape {
        ValueShape(expected: .scope) { reader in
            switch reader.entry {
            case .text, .integer:
                return ValueShape<String>.colour.read(&reader).map {
                    ThemeScope(foreground: $0, background: nil, modifiers: [])
                }
            case .table(let entries):
                return reader.table(entries) { table in ThemeScope(reading: &table) }
            case .float, .boolean, .moment, .list:
                return reader.refuse(expecting: .scope)
            }
        }
    }
}

extension ValueShape where Value == Set<ThemeModifier> {
    fileprivate static var modifiers: ValueShape {
        ValueShape(expected: .textList) { reader in
            guard let words = ValueShape<[String]>.texts.read(&reader) else { return nil }
            let known = ThemeModifier.allCases.map(\.rawValue)
            var modifiers: Set<ThemeModifier> = []
            for (index, word) in words.enumerated() {
                if let modifier = ThemeModifier(rawValue: word) {
                    modifiers.insert(modifier)
                } else {
                    let nearest = EditDistance.nearestWord(to: word, among: known)
                    reader.report(
                        .unknownWord(word, known: known, nearest: nearest),
                        at: reader.path.index(index))
                }
            }
            return modifiers
        }
    }
}

extension ThemeScope {
    /// The keys of a scope's table, which the mistakes of its colours name too.
    enum Keys {
        static let foreground = SettingsKey("fg", .colour, "the colour of the text")
        static let background = SettingsKey("bg", .colour, "the colour behind it")
        static let modifiers = SettingsKey(
            "modifiers", .modifiers,
            ThemeModifier.allCases.map(\.rawValue).joined(separator: ", "))

        static let rows = [foreground.row, background.row, modifiers.row]
    }

    fileprivate init(reading reader: inout TableReader) {
        reader.reportKeys(outside: Keys.rows)
        foreground = reader.value(Keys.foreground)
        background = reader.value(Keys.background)
        modifiers = reader.value(Keys.modifiers) ?? []
    }
}
