import Runs

/// The ways to write one character of a secret: as it is, in an encoding of URLs or of JSON, and in
/// one of these on top of another.
struct SecretSpelling: Sendable {
    /// As it is, or a character in its place.
    private let plain: [[UInt8]]
    /// Encoded, in lower case. Each begins with a mark.
    private let encoded: [[UInt8]]

    private static let ascii = (UInt8(0)..<0x80).map { SecretSpelling([Unicode.Scalar($0)]) }

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

    /// Digits come in lower and upper case, which a further encoding treats differently.
    private static func once(_ character: String) -> [String] {
        let isEscaped = character == "\"" || character == "\\" || character == "/"
        let bytes = percent(character) { _ in true }
        let units = character.utf16.reduce([""]) { forms, unit in
            let form = hexadecimal(unit, 4)
            return forms.flatMap { [$0 + "\\u" + form, $0 + "\\u" + form.uppercased()] }
        }
        return [bytes, bytes.uppercased()] + units + (isEscaped ? ["\\" + character] : [])
    }

    /// Encodes an encoded form, as sparingly or thoroughly as encoders do.
    private static func again(_ form: String) -> [String] {
        [
            percent(form, where: isMark), percent(form) { !PercentEncoding.isUnreserved($0) },
            percent(form) { _ in true }, unicode(form, where: isMark), unicode(form) { _ in true },
            escaped(form, "\\\""), escaped(form, "\\\"/"),
        ] + escapedApart(form)
    }

    /// A backslash and its character, encoded in two different ways, as `\\` and `\u0022`.
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

    /// Whether a byte begins an encoded character.
    static func isMark(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "%") || byte == UInt8(ascii: "\\")
    }

    /// A byte in lower case, as hexadecimal digits come in both.
    static func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

    static let slots = 3 * 1_024

    /// The slot of an encoded character: by the last two digits of `%41` or `\u0041`, or by the
    /// character after a backslash.
    static func slot(of text: some RandomAccessCollection<UInt8>) -> Int {
        func bits(_ offset: Int) -> Int {
            guard offset < text.count else { return 0 }
            return Int(folded(text[text.index(text.startIndex, offsetBy: offset)]) & 31)
        }
        if text.first == UInt8(ascii: "%") { return bits(1) << 5 | bits(2) }
        let isUnicode = text.dropFirst().first == UInt8(ascii: "u")
        return isUnicode ? 1_024 | bits(4) << 5 | bits(5) : 2_048 | bits(1)
    }

    var bytes: [UInt8] { plain.compactMap(\.first) }

    var markedSlots: Set<Int> { Set(encoded.map { Self.slot(of: $0) }) }

    func plainEnd(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        for form in plain where start + form.count <= text.count {
            if form.indices.allSatisfy({ text[start + $0] == form[$0] }) {
                return start + form.count
            }
        }
        return nil
    }

    /// The ends of the character, in each way that it may stand there.
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
