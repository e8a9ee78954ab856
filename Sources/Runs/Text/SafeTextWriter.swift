/// Writes safe text scalar by scalar. The preceding output decides whether a joiner or a mark may
/// stay, so that a second pass over the output changes nothing.
struct SafeTextWriter {
    /// How line breaks and tabs are written.
    enum Layout {
        /// As spaces.
        case line
        /// As line breaks, and as spaces up to the next tab stop.
        case block
    }

    private static let tabWidth = 4
    private static let marksPerBase = 4
    private static let joinsPerEmoji = 4
    private static let joiner: Unicode.Scalar = "\u{200D}"

    private let layout: Layout
    /// The scalars that may be kept of a text that has to be cut.
    private let room: Int

    private var output = String.UnicodeScalarView()
    private var count = 0
    private var column = 0
    private var marks = 0
    private var joins = 0
    /// The last scalar written on this line.
    private var last: Unicode.Scalar?
    /// The last place to cut: the index in the raw text, and the scalars written.
    private var cut: (source: String.Index, count: Int)

    private init(_ raw: String, layout: Layout, limit: Int) {
        self.layout = layout
        room = limit - (Self.countsExcess(layout, limit) ? 40 : 1)
        cut = (raw.startIndex, 0)
    }

    private static func countsExcess(_ layout: Layout, _ limit: Int) -> Bool {
        layout == .block && limit >= 80
    }

    /// Makes a text safe, within a limit of at least one scalar.
    static func text(of raw: String, layout: Layout, limit: Int) -> String {
        var writer = SafeTextWriter(raw, layout: layout, limit: limit)
        let scalars = raw.unicodeScalars
        var index = scalars.startIndex
        while index < scalars.endIndex {
            if let end = EscapeSequence.end(from: index, in: scalars) {
                index = end
                continue
            }
            writer.recordCut(before: index)
            let scalar = scalars[index]
            scalars.formIndex(after: &index)
            writer.write(scalar, before: index < scalars.endIndex ? scalars[index] : nil)
            if writer.count > limit { return writer.cutText(of: raw, limit: limit) }
        }
        return String(writer.output)
    }

    private mutating func recordCut(before index: String.Index) {
        guard count <= room, last != Self.joiner else { return }
        cut = (index, count)
    }

    private func cutText(of raw: String, limit: Int) -> String {
        let kept = String(output.prefix(cut.count)) + "…"
        guard Self.countsExcess(layout, limit) else { return kept }
        let excess = raw.unicodeScalars[cut.source...].count
        return kept + " (\(excess) more characters)"
    }

    private mutating func write(_ scalar: Unicode.Scalar, before next: Unicode.Scalar?) {
        switch scalar {
        case " "..."~": writeBase(scalar)
        case "\n" where layout == .block: writeLineBreak()
        case "\r" where layout == .block && next == "\n": break
        case "\t" where layout == .block: writeTab()
        case "\u{0}"..<" ": writeASCII("^", Unicode.Scalar(UInt8(scalar.value) + 0x40))
        case "\u{7F}": writeASCII("^", "?")
        default: writeBeyondASCII(scalar, before: next)
        }
    }

    private mutating func writeBeyondASCII(_ scalar: Unicode.Scalar, before next: Unicode.Scalar?) {
        if scalar == Self.joiner, joins < Self.joinsPerEmoji, last?.endsEmoji == true,
            next?.beginsEmoji == true
        {
            joins += 1
            append(scalar)
        } else if scalar.isPresentationSelector, last?.properties.isEmoji == true {
            append(scalar)
        } else if scalar.isInvisible {
            writeCode(scalar)
        } else if scalar.isMark {
            writeMark(scalar)
        } else {
            writeBase(scalar)
        }
    }

    private mutating func writeBase(_ scalar: Unicode.Scalar) {
        if last != Self.joiner { joins = 0 }
        marks = 0
        column += 1
        append(scalar)
    }

    /// Writes a mark if something carries it.
    private mutating func writeMark(_ scalar: Unicode.Scalar) {
        guard last != nil else { return writeCode(scalar) }
        guard marks < Self.marksPerBase else { return }
        marks += 1
        append(scalar)
    }

    private mutating func writeCode(_ scalar: Unicode.Scalar) {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let zeros = String(repeating: "0", count: max(0, 4 - digits.utf8.count))
        for character in "<U+\(zeros)\(digits)>".unicodeScalars { writeBase(character) }
    }

    private mutating func writeASCII(_ scalars: Unicode.Scalar...) {
        for scalar in scalars { writeBase(scalar) }
    }

    private mutating func writeLineBreak() {
        append("\n")
        last = nil
        column = 0
        marks = 0
        joins = 0
    }

    private mutating func writeTab() {
        repeat { writeBase(" ") } while !column.isMultiple(of: Self.tabWidth)
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        output.append(scalar)
        count += 1
        last = scalar
    }
}

extension Unicode.Scalar {
    /// Whether this selects the text or emoji form of the preceding scalar.
    fileprivate var isPresentationSelector: Bool { self == "\u{FE0E}" || self == "\u{FE0F}" }

    /// Whether an emoji sequence may continue after this.
    fileprivate var endsEmoji: Bool {
        self == "\u{FE0F}" || (value > 0x7F && properties.isEmoji)
    }

    /// Whether this may follow a joiner in an emoji sequence.
    fileprivate var beginsEmoji: Bool {
        value > 0x7F && properties.isEmoji && !properties.isEmojiModifier
    }

    /// Whether this is invisible, controls how text is shown, or has no agreed shape.
    fileprivate var isInvisible: Bool {
        if properties.isDefaultIgnorableCodePoint { return true }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
            .unassigned:
            return true
        default: return false
        }
    }

    /// Whether this is drawn onto the preceding scalar.
    fileprivate var isMark: Bool {
        if properties.isGraphemeExtend || properties.isEmojiModifier { return true }
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: return true
        default: return false
        }
    }
}
