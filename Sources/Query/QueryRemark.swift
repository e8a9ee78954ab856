import Runs

/// A part of a filter that is searched as text although it looks like an operator or a field.
enum QueryRemark: Hashable, Sendable {
    /// A `not` that negates nothing.
    case bareNegation
    /// A field's name and an operator separated by a blank.
    case detachedOperator(field: String, String)
    /// A word with an operator after an unknown field name; the nearest names.
    case unknownField(String, word: String, near: [String])

    /// One line for the user; the most important part comes first.
    var sentence: String {
        switch self {
        case .bareNegation: "\"not\" is searched for as a word here; NOT or - negates"
        case .detachedOperator(let field, let sign):
            "write \(field)\(sign)VALUE without a blank: \"\(field)\" is searched for as a word"
        case .unknownField(let name, let word, let near):
            "no field \"\(name)\"" + (QueryMistake.question(near).map { " (\($0))" } ?? "")
                + ": \"\(word)\" is searched for as a word"
        }
    }

    /// The most characters of a word to show.
    private static let shownLength = 40
    /// The longest name that counts as a field's, in characters.
    private static let longestName = 64

    /// Finds the remarks in the order of the text.
    static func all(in tokens: [QueryToken], of text: String) -> [QueryRemark] {
        let characters = Array(text)
        return tokens.indices.compactMap { place in
            guard case .term(let term) = tokens[place].kind, term.field == nil else { return nil }
            if tokens[place].bareNegation != nil { return .bareNegation }
            return detachedOperator(at: place, of: tokens, in: characters)
                ?? unknownField(of: characters[tokens[place].range])
        }
    }

    /// Finds `status =failed`, `status !=failed`, `status != failed` and the like.
    private static func detachedOperator(
        at place: Int, of tokens: [QueryToken], in characters: [Character]
    ) -> QueryRemark? {
        var sign = String(characters[tokens[place].range].prefix { "=<>:".contains($0) })
        guard !sign.isEmpty, place > 0 else { return nil }
        var before = place - 1
        if sign.hasPrefix("="), tokens[before].range.upperBound == tokens[place].range.lowerBound,
            characters[tokens[before].range] == ["!"]
        {
            sign = "!" + sign
            before -= 1
        }
        guard before >= 0, case .term(let term) = tokens[before].kind, term.field == nil else {
            return nil
        }
        let name = String(characters[tokens[before].range])
        guard QueryField.isKnown(name) else { return nil }
        let plain = ["==": "=", "!==": "!=", "<>": "!="][sign]
        return .detachedOperator(field: name, plain ?? sign)
    }

    /// Finds `nosuch=x`, `nosuch!=x`, `nosuch>x` and the like.
    private static func unknownField(of word: ArraySlice<Character>) -> QueryRemark? {
        var name = word.prefix { !$0.endsFieldName }
        let rest = word[name.endIndex...]
        guard let sign = rest.first, "=<>".contains(sign),
            rest.contains(where: { !"=<>".contains($0) })
        else { return nil }
        if sign == "=", name.last == "!" { name.removeLast() }
        // An arrow, the query of an address and the like are no names.
        guard name.count <= longestName, name.first?.isLetter == true, name.last != "-",
            name.allSatisfy({ $0.isLetter || $0.isNumber || "_-.".contains($0) })
        else { return nil }
        return .unknownField(
            String(name), word: SafeText.line(String(word), limit: shownLength).text,
            near: QueryField.nearest(to: String(name)))
    }
}
