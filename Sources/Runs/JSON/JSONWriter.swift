/// Writes JSON (RFC 8259) with all control and format characters escaped: C0, C1, DEL and general
/// category Cf become `\u` and four hexadecimal digits (a surrogate pair beyond the basic plane),
/// so that programs get the whole text and terminals stay unharmed.
package struct JSONWriter {
    private var bytes: [UInt8] = []
    private var needsComma = false

    package static func text(of value: JSONValue) -> String {
        var writer = JSONWriter()
        writer.write(value)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private mutating func write(_ value: JSONValue) {
        separate()
        switch value {
        case .null: append("null")
        case .bool(let flag): append(flag ? "true" : "false")
        case .number(let digits): append(digits)
        case .string(let string): writeString(string)
        case .array(let elements):
            open("[")
            for element in elements { write(element) }
            append("]")
        case .object(let members):
            open("{")
            for member in members {
                writeKey(member.key)
                write(member.value)
            }
            append("}")
        }
        needsComma = true
    }

    private mutating func writeKey(_ key: String) {
        separate()
        writeString(key)
        append(":")
    }

    private mutating func separate() {
        if needsComma { append(",") }
        needsComma = false
    }

    private mutating func open(_ bracket: String) {
        append(bracket)
        needsComma = false
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func writeString(_ string: String) {
        append("\"")
        // Nearly all texts are plain and copied as they are.
        let plain = string.utf8.prefix { (0x20..<0x7F).contains($0) && $0 != 0x22 && $0 != 0x5C }
        bytes.append(contentsOf: plain)
        for scalar in string.unicodeScalars[plain.endIndex...] {
            switch scalar {
            case "\"": append("\\\"")
            case "\\": append("\\\\")
            default:
                if scalar.isControlOrFormat {
                    writeEscape(scalar)
                } else {
                    bytes.append(contentsOf: String(scalar).utf8)
                }
            }
        }
        append("\"")
    }

    private mutating func writeEscape(_ scalar: Unicode.Scalar) {
        for unit in String(Character(scalar)).utf16 {
            let digits = String(unit, radix: 16, uppercase: true)
            append("\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits)
        }
    }
}

extension Unicode.Scalar {
    /// Whether this is a control (C0, DEL, C1), a format character (Cf), or a line separator.
    var isControlOrFormat: Bool {
        if value < 0x20 || (0x7F...0x9F).contains(value) { return true }
        guard value >= 0xAD else { return false }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: return true
        default: return false
        }
    }
}
