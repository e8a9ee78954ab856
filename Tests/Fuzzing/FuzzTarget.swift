/// A part of the program that takes what strangers write, and what must hold whatever that is.
package struct FuzzTarget: Sendable, CustomStringConvertible {
    /// Its name, which is that of the folder of its seeds.
    package let name: String
    /// Words that lead further than single bytes do.
    package let words: [String]
    /// Feeds it bytes; hands back what should have held and did not.
    package let check: @Sendable ([UInt8]) async -> [String]

    package var description: String { name }

    /// Everything that strangers' bytes reach.
    package static let all: [FuzzTarget] =
        providers + [
            headers, time, json, filter, settings, theme, safeText, keys, redactor, record,
        ]

    /// The one of a name, if there is one.
    package static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

/// Gathers what did not hold.
struct Violations {
    private(set) var found: [String] = []

    /// Takes note of something that should hold.
    mutating func expect(_ holds: Bool, _ words: @autoclosure () -> String) {
        if !holds { found.append(words()) }
    }

    /// Takes note of a text that must not act on a terminal.
    mutating func expectHarmless(
        _ text: String, _ name: String, lineBreaks: Bool = false
    ) {
        if let scalar = text.firstHarmfulScalar(lineBreaks: lineBreaks) {
            found.append("\(name) has U+\(String(scalar.value, radix: 16, uppercase: true))")
        }
    }
}

extension String {
    /// The first scalar that a terminal would act on, that is not seen, or that has no agreed shape.
    ///
    /// - Parameter lineBreaks: Whether line feeds, also behind carriage returns, are as they should
    ///   be.
    /// - Returns: The scalar; nil where there is none.
    package func firstHarmfulScalar(lineBreaks: Bool = false) -> Unicode.Scalar? {
        var last: Unicode.Scalar = " "
        var isAfterJoiner = false
        for scalar in unicodeScalars {
            defer { last = scalar }
            if isAfterJoiner, !scalar.properties.isEmoji { return "\u{200D}" }
            isAfterJoiner = false
            if lineBreaks, scalar == "\n" || scalar == "\r" { continue }
            switch scalar {
            case "\u{200D}":
                guard last.properties.isEmoji || last == "\u{FE0F}" else { return scalar }
                isAfterJoiner = true
            case "\u{FE0E}", "\u{FE0F}":
                guard last.properties.isEmoji else { return scalar }
            case _ where scalar.isHarmful: return scalar
            case _: continue
            }
        }
        return isAfterJoiner ? "\u{200D}" : nil
    }
}

extension Unicode.Scalar {
    /// Whether a terminal would act on this by itself, or show nothing, or nobody knows what.
    fileprivate var isHarmful: Bool {
        if properties.isDefaultIgnorableCodePoint { return true }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned,
            .surrogate:
            return true
        case _: return false
        }
    }
}
