/// The text that messages share when they differ only in ids, times, counts, paths and addresses:
/// what stands between these. A message that is nothing else keeps all of its text. The whole
/// message decides equality; only the beginning is kept for display.
package struct Fingerprint: Hashable, Sendable {
    /// The kept shared text around the varying parts; a single piece if nothing varies.
    package let pieces: [String]
    /// The end of the shared text beyond `pieces`, with a star for each varying part; may be empty.
    package let ending: String
    /// A hash of all of the shared text.
    package let hash: UInt64

    /// The number of characters that are read; no message is longer.
    private static let longest = 200_000
    /// The number of shared characters that are kept from the beginning and from the end.
    private static let (longestCommon, longestEnding) = (240, 120)

    /// Computes the fingerprint of a message on one line, which begins with the vendor's code if
    /// there is one. The code always distinguishes errors, whatever it consists of. Cost: linear in
    /// the message, about a millisecond for five kilobytes.
    package init(_ message: String, code: String? = nil) {
        let scalars = Array(message.unicodeScalars.prefix(Self.longest + 1))
        let isCut = scalars.count > Self.longest || ListedText.isCut(message)
        let text = Self.withoutSequences(isCut ? scalars.dropLast() : scalars[...])
        let codeLength = code.map { Array($0.unicodeScalars) }.flatMap {
            !$0.isEmpty && text.starts(with: $0) ? $0.count : nil
        }
        var reader = MessageReader(text, codeLength: codeLength ?? 0)
        var pieces = reader.pieces()
        // Without any word, an id, number or address would look like any other message.
        if !pieces.contains(where: { $0.unicodeScalars.contains(where: \.isWordScalar) }) {
            pieces = Self.printed(text)
        }
        if isCut { pieces.append("") }
        pieces = Self.joined(pieces)
        hash = Self.hash(of: pieces)
        (self.pieces, ending) = Self.cut(pieces)
    }

    package init(pieces: [String], ending: String, hash: UInt64) {
        (self.pieces, self.ending, self.hash) = (pieces, ending, hash)
    }

    package static func == (left: Fingerprint, right: Fingerprint) -> Bool {
        left.hash == right.hash
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(hash) }

    /// Mixes the bytes of all pieces (FNV-1a, 64 bits), whatever the encoding of accents. Stored: a
    /// change here or to what varies makes stored runs differ from new ones.
    private static func hash(of pieces: [String]) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func mix(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        for (place, piece) in pieces.enumerated() {
            // No UTF-8 text contains this byte.
            if place > 0 { mix(0xFF) }
            CaseFold.composed(piece).utf8.forEach(mix)
        }
        return hash
    }

    /// Splits a text at the characters that do not show.
    private static func printed(_ text: [Unicode.Scalar]) -> [String] {
        text.split(omittingEmptySubsequences: false) { !$0.isPrinted }.map { MessageWord($0).text }
    }

    /// Replaces escape sequences by ESC, so that messages with and without colours match.
    private static func withoutSequences(
        _ text: ArraySlice<Unicode.Scalar>
    ) -> [Unicode.Scalar] {
        var (kept, place) = ([Unicode.Scalar](), text.startIndex)
        kept.reserveCapacity(text.count)
        while place < text.endIndex {
            let end = EscapeSequence.end(from: place, in: text)
            kept.append(end == nil ? text[place] : "\u{1B}")
            place = end ?? place + 1
        }
        return kept
    }

    /// The message with a star for each varying part.
    package var text: String { pieces.joined(separator: "*") }

    /// A filter that finds failures with the same fingerprint.
    package var query: String {
        guard pieces != [""] else { return "status:failed -error:*" }
        guard pieces != ["", ""] else {
            return Self.unprintedQuery
        }
        if pieces.count == 1, !pieces[0].contains(" ") || !pieces[0].contains(where: \.isLetter) {
            return exactQuery
        }
        let last = ending.split(separator: "*", omittingEmptySubsequences: false)
        // The last piece is empty if the pieces were cut.
        let all = ending.isEmpty ? pieces : pieces.dropLast() + last.map(String.init)
        let escaped = all.map { piece in
            piece.map { "\"\\*".contains($0) ? "\\\($0)" : String($0) }.joined()
        }
        let joined = escaped.joined(separator: "*")
        guard pieces.count == 1 else { return "status:failed error:\"\(joined)\"" }
        // Without a star, the filter would match anywhere in a message.
        let begins = "status:failed error:\"\(joined)*\""
        // A code at the end may be the prefix of another one.
        return pieces[0].last?.isNumber == true ? begins + " error:\"*\(joined)\"" : begins
    }

    /// A filter for messages in which nothing shows: escape sequences, controls and the like.
    private static let unprintedQuery =
        #"status:failed error:/^(\x1B(\[[0-?]*[ -\x2F]*[@-~]|[PX\]^_][^\x07\x1B]*|[ -\x2F]*[0-~])"#
        + #"|[\p{C}\p{Zl}\p{Zp}])+\z/"#

    /// A filter for a message of one word or of numbers, because others begin and end alike.
    private var exactQuery: String {
        let pattern = pieces[0].unicodeScalars.map { scalar in
            if scalar.value >= 0x80 || scalar.isWordScalar { return String(scalar) }
            return scalar == "/" ? #"\x2F"# : "\\\(scalar)"
        }.joined()
        return #"status:failed error:/(?-i)^\#(pattern)\z/"#
    }

    /// Joins varying parts that only punctuation separates, such as the parts of an address.
    private static func joined(_ pieces: [String]) -> [String] {
        var joined: [String] = []
        for (place, piece) in pieces.enumerated() {
            let isBetween = place > 0 && place < pieces.count - 1
            let isJoint =
                isBetween && piece.count <= 2
                && piece.allSatisfy { ":.-/,+_TZ ".contains($0) }
            if !isJoint { joined.append(piece) }
        }
        return joined
    }

    /// Splits the pieces into those that are kept and the end of the rest.
    private static func cut(_ pieces: [String]) -> (kept: [String], ending: String) {
        var (kept, room): ([String], Int) = ([], longestCommon)
        for (place, piece) in pieces.enumerated() {
            kept.append(String(piece.prefix(room)))
            guard piece.count >= room else {
                room -= piece.count
                continue
            }
            let rest = [String(piece.dropFirst(room))] + pieces[(place + 1)...]
            return (kept + [""], ending(of: rest))
        }
        return (kept, "")
    }

    /// The last characters of the pieces, with a star between two pieces.
    private static func ending(of pieces: [String]) -> String {
        var ending = ""
        for (place, piece) in pieces.reversed().enumerated() {
            let room = longestEnding - ending.count
            guard room > 0 else { break }
            ending = piece.suffix(room) + (place > 0 ? "*" : "") + ending
        }
        return String(ending.trimmingPrefix("*"))
    }
}

/// Reads a message from left to right and leaves out the varying parts.
private struct MessageReader {
    private let text: [Unicode.Scalar]
    private var place: Int
    private var written: [String] = [""]
    /// The preceding words in lower case, and the text between the last one and `place`.
    private var before = MessageContext()

    init(_ text: [Unicode.Scalar], codeLength: Int) {
        self.text = text
        place = codeLength
        written[0].unicodeScalars.append(contentsOf: text[..<codeLength])
    }

    mutating func pieces() -> [String] {
        while place < text.count {
            if let end = MessageShapes.end(of: text, from: place) {
                skipVarying(upTo: end)
            } else if let path = MessagePath(text, from: place) {
                for part in path.parts { append(part) }
                place = path.end
                before.note("")
            } else if text[place].isWordScalar {
                readWord()
            } else {
                readMark()
            }
        }
        return written
    }

    private mutating func skipVarying(upTo end: Int) {
        place = end
        star()
        before.note("")
    }

    private mutating func star() {
        if written.count == 1 || written[written.count - 1] != "" { written.append("") }
    }

    private mutating func append(_ part: MessagePath.Part) {
        switch part {
        case .text(let text): written[written.count - 1] += text
        case .varying: star()
        }
    }

    /// Reads letters and digits as one word, or the rest of one.
    private mutating func readWord() {
        var end = place
        while end < text.count, text[end].isWordScalar { end += 1 }
        let word = MessageWord(text[place..<end])
        let after = MessageFollowing(text, from: end)
        if before.announcesIdentifier(of: word) {
            // An id may contain hyphens.
            while end < text.count,
                text[end].isWordScalar || "-_".unicodeScalars.contains(text[end])
            {
                end += 1
            }
            star()
        } else if before.announcesCode(of: word, after)
            || word.isCode(after, isFirst: before.isEmpty)
        {
            written[written.count - 1] += word.text
            before.note(word.lowercased, isCode: true)
            place = end
            return
        } else {
            append(word)
        }
        before.note(word.lowercased)
        place = end
    }

    private mutating func append(_ word: MessageWord) {
        switch word.kind {
        case .plain: written[written.count - 1] += word.text
        case .varying: star()
        case .numbered:
            for scalar in text[place..<(place + word.count)] {
                if scalar.isNumber { star() } else { append(scalar) }
            }
        }
    }

    private mutating func readMark() {
        let scalar = text[place]
        before.gap.unicodeScalars.append(scalar)
        place += 1
        // A star in place of an id stands for one here too.
        if scalar == "*" || !scalar.isPrinted { star() } else { append(scalar) }
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        written[written.count - 1].unicodeScalars.append(scalar)
    }
}
