/// Shapes in messages that are longer than a word and always vary: addresses, times, identifiers.
/// Cost: reads the shape plus some hundred characters; anything longer is not a shape.
enum MessageShapes {
    private typealias Text = [Unicode.Scalar]

    /// Finds the end of a shape that begins at a place; nil if none does.
    static func end(of text: [Unicode.Scalar], from place: Int) -> Int? {
        guard place == 0 || !text[place - 1].isWordScalar else { return nil }
        guard text[place].isWordScalar || text[place] == ":" else { return nil }
        return endOfURL(text, place) ?? endOfMail(text, place) ?? endOfAddress(text, place)
            ?? endOfIdentifier(text, place) ?? endOfDateName(text, place)
    }

    /// The longest scheme, mailbox name, domain, address and identifier.
    private static let (longestScheme, longestName, longestDomain) = (32, 64, 255)
    private static let (longestAddress, longestIdentifier) = (64, 128)

    /// Finds the end of consecutive matching characters, at most one beyond the limit.
    private static func run(
        _ text: Text, _ place: Int, atMost limit: Int = .max,
        while belongs: (Unicode.Scalar) -> Bool
    ) -> Int {
        let last = limit < text.count - place ? place + limit + 1 : text.count
        var end = place
        while end < last, belongs(text[end]) { end += 1 }
        return end
    }

    /// Matches `scheme://…` without the punctuation that ends a sentence.
    private static func endOfURL(_ text: Text, _ place: Int) -> Int? {
        let scheme = run(text, place, atMost: longestScheme) {
            $0.isASCII && $0.isWordScalar || $0 == "." || $0 == "-" || $0 == "+"
        }
        guard scheme > place, text[scheme...].starts(with: "://".unicodeScalars) else { return nil }
        let stops = "\"'`<>{}|\\^)]".unicodeScalars
        var end = run(text, scheme + 3) { $0.isPrinted && $0 != " " && !stops.contains($0) }
        while end > scheme + 3, ".,;:!?".unicodeScalars.contains(text[end - 1]) { end -= 1 }
        return end
    }

    private static func endOfMail(_ text: Text, _ place: Int) -> Int? {
        let at = run(text, place, atMost: longestName) {
            $0.isWordScalar || "._%+-".unicodeScalars.contains($0)
        }
        guard at < text.count, text[at] == "@" else { return nil }
        var end = run(text, at + 1, atMost: longestDomain) {
            $0.isWordScalar || $0 == "." || $0 == "-"
        }
        while end > at, ".-".unicodeScalars.contains(text[end - 1]) { end -= 1 }
        return text[at..<end].contains(".") ? end : nil
    }

    /// Matches an IPv4 or IPv6 address with or without a port, or a time of day with seconds.
    private static func endOfAddress(_ text: Text, _ place: Int) -> Int? {
        var end = run(text, place, atMost: longestAddress) {
            $0.isHexadecimal || $0 == ":" || $0 == "."
        }
        guard end - place <= longestAddress else { return nil }
        while end > place, ":.".unicodeScalars.contains(text[end - 1]) { end -= 1 }
        guard end == text.count || !text[end].isWordScalar else { return nil }
        let found = text[place..<end]
        let (dots, colons) = (found.count { $0 == "." }, found.count { $0 == ":" })
        let isNumeric = found.allSatisfy { $0.isNumber || ":.".unicodeScalars.contains($0) }
        if dots == 3, colons <= 1, isNumeric, found.first?.isNumber == true { return end }
        return colons >= 2 && found.contains(where: \.isNumber) ? end : nil
    }

    /// Matches groups of hexadecimal digits, such as a UUID.
    private static func endOfIdentifier(_ text: Text, _ place: Int) -> Int? {
        var end = run(text, place, atMost: longestIdentifier) { $0.isHexadecimal || $0 == "-" }
        guard end - place <= longestIdentifier else { return nil }
        guard end == text.count || !text[end].isWordScalar else { return nil }
        while end > place, text[end - 1] == "-" { end -= 1 }
        let found = text[place..<end]
        let hyphens = found.count { $0 == "-" }
        return found.count >= 8 && hyphens > 0 && found.contains(where: \.isNumber)
            && (hyphens > 1 || found.count >= 12) ? end : nil
    }

    private static let months: Set<String> = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec",
        "January", "February", "March", "April", "June", "July", "August", "September", "October",
        "November", "December",
    ]
    private static let weekdays: Set<String> = [
        "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Monday", "Tuesday", "Wednesday",
        "Thursday", "Friday", "Saturday", "Sunday",
    ]

    /// Matches the name of a month or weekday in a date: beside a number, or before a month.
    private static func endOfDateName(_ text: Text, _ place: Int) -> Int? {
        guard "JFMASONDTW".unicodeScalars.contains(text[place]) else { return nil }
        let end = run(text, place) { $0.isWordScalar }
        guard (3...9).contains(end - place) else { return nil }
        let name = MessageWord(text[place..<end]).text
        guard months.contains(name) || weekdays.contains(name) else { return nil }
        let next = run(text, end) { " ,.-".unicodeScalars.contains($0) }
        if next > end, next < text.count {
            if text[next].isNumber { return end }
            let following = run(text, next) { $0.isWordScalar }
            if months.contains(MessageWord(text[next..<following]).text) { return end }
        }
        let isAfterNumber =
            place > 1 && " -".unicodeScalars.contains(text[place - 1]) && text[place - 2].isNumber
        return isAfterNumber ? end : nil
    }
}

/// A file path or API path in a message, without its varying parts.
struct MessagePath {
    enum Part {
        case text(String)
        case varying
    }

    let parts: [Part]
    let end: Int

    /// Folders whose contents have generated names.
    private static let temporary: Set<String> = ["tmp", "temp", "shm", "folders", ".cache"]

    /// Reads a path of at least two steps that begins at a place; nil if none does.
    init?(_ text: [Unicode.Scalar], from place: Int) {
        guard text[place] == "/", place == 0 || !Self.isPathScalar(text[place - 1]) else {
            return nil
        }
        var end = place
        while end < text.count, Self.isPathScalar(text[end]) { end += 1 }
        while end > place, ".".unicodeScalars.contains(text[end - 1]) { end -= 1 }
        let steps = text[place..<end].split(separator: "/", omittingEmptySubsequences: false)
        guard steps.count > 2 else { return nil }
        var parts: [Part] = []
        var isTemporary = false
        for (number, step) in steps.enumerated() {
            if number > 0 { parts.append(.text("/")) }
            let isLast = number == steps.count - 1
            parts +=
                isTemporary ? Self.temporaryParts(of: step, isLast: isLast) : Self.parts(of: step)
            isTemporary = isTemporary || Self.temporary.contains(MessageWord(step).lowercased)
        }
        self.parts = parts
        self.end = end
    }

    private static func isPathScalar(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isWordScalar || "/._-~+@%$=".unicodeScalars.contains(scalar)
    }

    /// Reads a step of a temporary folder: keeps an extension and a name that a user chose.
    private static func temporaryParts(of step: ArraySlice<Unicode.Scalar>, isLast: Bool) -> [Part]
    {
        guard !step.isEmpty else { return [] }
        guard isLast, let dot = step.lastIndex(of: "."), dot > step.startIndex else {
            return [.varying]
        }
        let stem = step[..<dot]
        let isChosenName = stem.allSatisfy { $0.isWordScalar && !$0.isNumber }
        return (isChosenName ? [.text(MessageWord(stem).text)] : [.varying])
            + [.text(MessageWord(step[dot...]).text)]
    }

    /// Reads a step of any other path: its words count as in the rest of a message.
    private static func parts(of step: ArraySlice<Unicode.Scalar>) -> [Part] {
        var parts: [Part] = []
        var rest = step
        while let first = rest.first {
            let isWord = first.isWordScalar
            let part = rest.prefix { $0.isWordScalar == isWord }
            rest = rest[part.endIndex...]
            let word = MessageWord(part)
            switch isWord ? word.kind : .plain {
            case .plain: parts.append(.text(word.text))
            case .varying: parts.append(.varying)
            case .numbered:
                for scalar in part {
                    parts.append(scalar.isNumber ? .varying : .text(String(scalar)))
                }
            }
        }
        return parts
    }
}
