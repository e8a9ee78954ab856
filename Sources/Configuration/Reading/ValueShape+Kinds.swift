import Runs
import Foundation

extension ValueShape where Value == String {
    /// A text that is not empty.
    static var text: ValueShape {
        fromText(.text) { text, reader in
            text.isEmpty ? reader.refuse(.emptyText) : text
        }
    }

    /// A file's path; `~` is the home folder, and other paths start at the file's folder.
    static var path: ValueShape {
        fromText(.path) { text, reader in
            text.isEmpty ? reader.refuse(.emptyText) : reader.context.resolvedPath(text)
        }
    }
}

extension ValueShape where Value == Int {
    /// A whole number of at least 1.
    static var positiveInteger: ValueShape {
        ValueShape(expected: .positiveInteger) { reader in
            guard case .integer(let number) = reader.entry else {
                return reader.refuse(expecting: .positiveInteger)
            }
            return number >= 1 ? number : reader.refuse(.tooSmall(number))
        }
    }
}

extension ValueShape where Value == Bool {
    static var boolean: ValueShape {
        ValueShape(expected: .boolean) { reader in
            guard case .boolean(let value) = reader.entry else {
                return reader.refuse(expecting: .boolean)
            }
            return value
        }
    }
}

extension ValueShape where Value == Duration {
    /// A duration such as `"15s"`, with a minimum.
    static func duration(atLeast minimum: Duration = .zero) -> ValueShape {
        fromText(.duration) { text, reader in
            guard let value = DurationText.parse(text) else {
                return reader.refuse(.badDuration(text))
            }
            return value < minimum ? reader.refuse(.tooShort(text, minimum: minimum)) : value
        }
    }
}

extension ValueShape where Value == Int {
    /// A size such as `"500MB"`, in bytes.
    static var size: ValueShape {
        fromText(.size) { text, reader in
            SizeText.parse(text) ?? reader.refuse(.badSize(text))
        }
    }
}

/// Sizes as settings write them: `"500MB"`, `"2GB"`.
enum SizeText {
    private static let units = [("GB", 1_000_000_000), ("MB", 1_000_000)]

    /// A size as a regular expression: from 32 MB, the least for a history, to a million GB, the
    /// greatest that is no typing error.
    static let pattern =
        "^0*((3[2-9]|[4-9][0-9]|[1-9][0-9]{2,8}|10{9}) *[Mm]"
        + "|([1-9][0-9]{0,5}|10{6}) *[Gg])[Bb]$"

    /// Reads a size; nil if it is invalid or out of range.
    static func parse(_ text: String) -> Int? {
        let match = text.range(of: pattern, options: .regularExpression)
        guard match == text.startIndex..<text.endIndex,
            let unit = units.first(where: { text.uppercased().hasSuffix($0.0) }),
            let number = Int(text.prefix { $0.isNumber })
        else { return nil }
        return number * unit.1
    }

    /// Writes a size as settings do, at least in whole megabytes.
    static func words(for bytes: Int) -> String {
        let unit = units.first { bytes % $0.1 == 0 } ?? ("MB", 1_000_000)
        return "\(bytes / unit.1)\(unit.0)"
    }
}

extension ValueShape where Value == UUID {
    static var uuid: ValueShape {
        fromText(.uuid) { text, reader in
            UUID(uuidString: text) ?? reader.refuse(.badUUID(text))
        }
    }
}

extension ValueShape where Value == [String] {
    /// A list of texts, none of them empty.
    static var texts: ValueShape {
        ValueShape(expected: .textList) { reader in
            guard case .list(let items) = reader.entry else {
                return reader.refuse(expecting: .textList)
            }
            return read(items, &reader)
        }
    }

    /// A list of identifiers: letters, digits, `_` and `-`.
    static var identifiers: ValueShape {
        ValueShape(expected: .textList) { reader in
            guard let texts = ValueShape.texts.read(&reader) else { return nil }
            let wrong = texts.indices.filter { texts[$0].wholeMatch(of: /[A-Za-z0-9_-]+/) == nil }
            for index in wrong {
                reader.report(.badIdentifier(texts[index]), at: reader.path.index(index))
            }
            return wrong.isEmpty ? texts : nil
        }
    }

    /// One text, or a list of them.
    static var textOrTexts: ValueShape {
        ValueShape(expected: .textOrList) { reader in
            switch reader.entry {
            case .text(let text): [text]
            case .list(let items): read(items, &reader)
            case .integer, .float, .boolean, .moment, .table: reader.refuse(expecting: .textOrList)
            }
        }
    }

    private static func read(_ items: [TOMLEntry], _ reader: inout ValueReader) -> [String]? {
        var texts: [String] = []
        for (index, item) in items.enumerated() {
            switch item {
            case .text(""):
                reader.report(.emptyText, at: reader.path.index(index))
            case .text(let text):
                texts.append(text)
            case .integer, .float, .boolean, .moment, .list, .table:
                reader.report(
                    .wrongType(found: item.kind, expected: .text), at: reader.path.index(index))
            }
        }
        return texts.count == items.count ? texts : nil
    }
}

extension ValueShape {
    private static func oneOf(
        _ known: [String], _ value: @escaping @Sendable (String) -> Value?
    ) -> ValueShape {
        fromText(.oneOf(known)) { text, reader in
            if let value = value(text) { return value }
            let nearest = EditDistance.nearestWord(to: text, among: known)
            return reader.refuse(.unknownWord(text, known: known, nearest: nearest))
        }
    }
}

extension ValueShape where Value == String {
    static func word(among known: [String]) -> ValueShape {
        oneOf(known) { known.contains($0) ? $0 : nil }
    }
}

extension ValueShape where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    static var word: ValueShape {
        oneOf(Value.allCases.map(\.rawValue)) { Value(rawValue: $0) }
    }
}
