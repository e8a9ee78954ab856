import Runs

/// The ways in which one character of a secret may be written: as it is, in an encoding of URLs
/// or of JSON, and in one of these on top of another.
struct SecretSpelling: Sendable {
    /// As it is, or another character that stands for it.
    private let plain: [[UInt8]]
    /// Encoded, in small letters. Each begins with a mark.
    private let encoded: [[UInt8]]

    /// Those of the characters of ASCII.
    private static let ascii = (UInt8(0)..<0x80).map { SecretSpelling([Unicode.Scalar($0)]) }

    /// Finds the ways of writing a character, where others may stand for it.
    static func of(_ character: Unicode.Scalar, or others: [Unicode.Scalar]) -> SecretSpelling {
        guard others.isEmpty, character.isASCII else { return SecretSpelling([character] + others) }
        return ascii[Int(character.value)]
    }

    private init(_ characters: [Unicode.Scalar]) {
        plain = characters.map { Array(String($0).utf8) }
        let once = characters.flatMap { Self.once(String($0)) }
        let forms = once + once.flatMap(Self.again)
        encoded = Set(forms.map { $0.lowercased() }).map { Array($0.utf8) }
    }

    /// What encodings make of a character, with small digits and with great ones: to another
    /// encoding on top these are not the same.
    private static func once(_ character: String) -> [String] {
        let isEscaped = character == "\"" || character == "\\" || character == "/"
        let bytes = percent(character) { _ in true }
        let units = character.utf16.reduce([""]) { forms, unit in
            let form = hexadecimal(unit, 4)
            return forms.flatMap { [$0 + "\\u" + form, $0 + "\\u" + form.uppercased()] }
        }
        return [bytes, bytes.uppercased()] + units + (isEscaped ? ["\\" + character] : [])
    }

    /// What encodings make of one that is encoded already, as sparing or as thorough as they are.
    private static func again(_ form: String) -> [String] {
        [
            percent(form, where: isMark), percent(form) { !PercentEncoding.isUnreserved($0) },
            percent(form) { _ in true }, unicode(form, where: isMark), unicode(form) { _ in true },
            escaped(form, "\\\""), escaped(form, "\\\"/"),
        ] + escapedApart(form)
    }

    /// What an encoding makes of a backslash and a character that treats the two in ways of their
    /// own, as `\\` and `\u0022`; none of any other form.
    private static func escapedApart(_ form: String) -> [String] {
        guard form.count == 2, form.first == "\\", let last = form.last else { return [] }
        let tails = [String(last), "\\\(last)", unicode(String(last)) { _ in true }]
        return ["\\\\", "\\u005c"].flatMap { lead in tails.map { lead + $0 } }
    }

    private static func percent(_ text: String, where isEncoded: (UInt8) -> Bool) -> String {
        text.utf8.map { byte in
            isEncoded(byte) ? "%" + hexadecimal(byte, 2) : String(Unicode.Scalar(byte))
        }.joined()
    }

    private static func unicode(_ text: String, where isEncoded: (UInt8) -> Bool) -> String {
        text.utf16.map { unit in
            isEncoded(UInt8(clamping: unit))
                ? "\\u" + hexadecimal(unit, 4) : String(decoding: [unit], as: UTF16.self)
        }.joined()
    }

    private static func escaped(_ text: String, _ characters: String) -> String {
        text.map { characters.contains($0) ? "\\\($0)" : String($0) }.joined()
    }

    private static func hexadecimal(_ number: some BinaryInteger, _ count: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: count - digits.count) + digits
    }

    // MARK: - In a text

    /// Whether a byte begins what is written in an encoding.
    static func isMark(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "%") || byte == UInt8(ascii: "\\")
    }

    /// A byte in small letters, as hexadecimal digits are written in either.
    static func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

    /// How many slots there are for what begins with a mark.
    static let slots = 3 * 1_024

    /// The slot of what is written from a mark on: that of the last two digits of `%41` or `\u0041`,
    /// or of the character behind a backslash.
    static func slot(of text: some RandomAccessCollection<UInt8>) -> Int {
        func bits(_ offset: Int) -> Int {
            guard offset < text.count else { return 0 }
            return Int(folded(text[text.index(text.startIndex, offsetBy: offset)]) & 31)
        }
        if text.first == UInt8(ascii: "%") { return bits(1) << 5 | bits(2) }
        let isUnicode = text.dropFirst().first == UInt8(ascii: "u")
        return isUnicode ? 1_024 | bits(4) << 5 | bits(5) : 2_048 | bits(1)
    }

    /// The first bytes where it is not encoded.
    var bytes: [UInt8] { plain.compactMap(\.first) }

    /// How it begins where it is encoded.
    var markedSlots: Set<Int> { Set(encoded.map { Self.slot(of: $0) }) }

    /// The place behind the character where it stands as it is.
    func plainEnd(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        for form in plain where start + form.count <= text.count {
            if form.indices.allSatisfy({ text[start + $0] == form[$0] }) {
                return start + form.count
            }
        }
        return nil
    }

    /// The places behind the character, in each way that it may stand there.
    func ends(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> [Int] {
        var ends: [Int] = []
        if let end = plainEnd(in: text, from: start) { ends.append(end) }
        guard start < text.count, Self.isMark(text[start]) else { return ends }
        for form in encoded where start + form.count <= text.count {
            if form.indices.allSatisfy({ Self.folded(text[start + $0]) == form[$0] }) {
                ends.append(start + form.count)
            }
        }
        return ends
    }
}
