import Foundation

/// How wide the scalars and emoji of Unicode are, as its own data files say.
package struct UnicodeWidths: Sendable {
    /// Scalars that follow one another and are equally wide.
    package struct Stretch: Sendable {
        /// The scalars.
        package let scalars: ClosedRange<UInt32>
        /// Their columns.
        package let columns: Int
        /// Whether they join the syllable before them.
        package let joins: Bool
    }

    /// An emoji.
    package struct Emoji: Sendable {
        /// Its scalars.
        package let text: String
        /// Its columns.
        package let columns: Int
    }

    /// All assigned scalars but controls, ascending.
    package let stretches: [Stretch]
    /// All emoji.
    package let emoji: [Emoji]

    /// Reads the files.
    ///
    /// - Throws: What keeps a file from being read.
    package init() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Fixtures/Unicode")
        let stretches = try Self.rows(of: folder.appending(path: "widths.txt")).compactMap {
            fields -> Stretch? in
            let ends = fields[0].split(separator: "-").compactMap { UInt32($0, radix: 16) }
            guard let first = ends.first, let last = ends.last else { return nil }
            return Stretch(
                scalars: first...last, columns: ["W": 2, "N": 1][fields[1]] ?? 0,
                joins: fields[1] == "J")
        }
        self.stretches = stretches
        emoji = try Self.rows(of: folder.appending(path: "emoji.txt")).flatMap { fields in
            Self.expanded(fields.dropLast()).map { scalars in
                var text = ""
                text.unicodeScalars.append(contentsOf: scalars.compactMap(Unicode.Scalar.init))
                // What is neither qualified nor joined is shown as text, as wide as its scalars.
                let isText = fields.last == "U" && !scalars.contains(0x200D)
                let columns = scalars.reduce(0) { $0 + Self.columns(of: $1, in: stretches) }
                return Emoji(text: text, columns: isText ? columns : 2)
            }
        }
    }

    /// The columns of a scalar.
    package func columns(of scalar: Unicode.Scalar) -> Int {
        Self.columns(of: scalar.value, in: stretches)
    }

    private static func columns(of scalar: UInt32, in stretches: [Stretch]) -> Int {
        var (low, high) = (0, stretches.count)
        while low < high {
            let middle = (low + high) / 2
            if stretches[middle].scalars.upperBound < scalar {
                low = middle + 1
            } else {
                high = middle
            }
        }
        guard low < stretches.count, stretches[low].scalars.contains(scalar) else { return 0 }
        return stretches[low].columns
    }

    private static func rows(of file: URL) throws -> [[String]] {
        try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            .filter { !$0.hasPrefix("#") }
            .map { $0.split(separator: " ").map(String.init) }
    }

    /// Puts every skin tone in its places.
    private static func expanded(_ fields: ArraySlice<String>) -> [[UInt32]] {
        let tones: ClosedRange<UInt32> = 0x1F3FB...0x1F3FF
        return fields.reduce([[]]) { parts, field in
            parts.flatMap { part -> [[UInt32]] in
                switch field {
                case "*": tones.map { part + [$0] }
                case "!":
                    tones.filter { tone in part.last(where: tones.contains) != tone }
                        .map { part + [$0] }
                default: UInt32(field, radix: 16).map { [part + [$0]] } ?? []
                }
            }
        }
    }
}
