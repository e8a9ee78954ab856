/// Writes JSON (RFC 8259) in which no control or format character stands as itself.
///
/// C0, C1, DEL and general category Cf are written as `\u` and four hexadecimal digits
/// (a surrogate pair beyond the basic plane), so that the text is whole for a program and harmless for a terminal.
package struct JSONWriter {
    /// What was written so far, UTF-8.
    package private(set) var text = ""
    private var needsComma = false

    /// Starts with nothing written.
    package init() {}

    /// Writes a value on one line.
    package static func text(of value: JSONValue) -> String {
        var writer = JSONWriter()
        writer.write(value)
        return writer.text
    }

    /// Writes a value.
    package mutating func write(_ value: JSONValue) {
        separate()
        switch value {
        case .null: text += "null"
        case .bool(let flag): text += flag ? "true" : "false"
        case .number(let digits): text += digits
        case .string(let string): writeString(string)
        case .array(let elements):
            open("[")
            for element in elements { write(element) }
            close("]")
        case .object(let members):
            open("{")
            for member in members {
                writeKey(member.key)
                write(member.value)
            }
            close("}")
        }
        needsComma = true
    }

    private mutating func writeKey(_ key: String) {
        separate()
        writeString(key)
        text += ":"
        needsComma = false
    }

    private mutating func separate() {
        if needsComma { text += "," }
        needsComma = false
    }

    private mutating func open(_ bracket: Character) {
        text.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: Character) {
        text.append(bracket)
        needsComma = true
    }

    private mutating func writeString(_ string: String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            default:
                if scalar.isControlOrFormat {
                    writeEscape(scalar)
                } else {
                    text.unicodeScalars.append(scalar)
                }
            }
        }
        text += "\""
    }

    private mutating func writeEscape(_ scalar: Unicode.Scalar) {
        for unit in String(Character(scalar)).utf16 {
            let digits = String(unit, radix: 16, uppercase: true)
            text += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
        }
    }
}

extension Unicode.Scalar {
    /// Whether this is a control (C0, DEL, C1) or a format character (general category Cf),
    /// or a line or paragraph separator.
    var isControlOrFormat: Bool {
        if value < 0x20 || (0x7F...0x9F).contains(value) { return true }
        guard value >= 0xAD else { return false }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: return true
        default: return false
        }
    }
}
