import Runs

/// What of a filter is searched for as text, though it looks like a part of the language.
enum QueryRemark: Hashable, Sendable {
    /// A `not` that negates nothing.
    case bareNegation
    /// A field's name and an operator with a blank between them.
    case detachedOperator(field: String, String)
    /// A word with an operator behind what is no field's name; the nearest names.
    case unknownField(String, word: String, near: [String])

    /// What is wrong, for a person, in one line; what matters comes first.
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

    /// How much of a word is shown, in characters.
    private static let shownLength = 40
    /// The longest name that is taken for a field's, in characters.
    private static let longestName = 64

    /// Finds what there is to remark on, in the order of the text.
    static func all(in tokens: [QueryToken], of text: String) -> [QueryRemark] {
        let characters = Array(text)
        return tokens.indices.compactMap { place in
            guard case .term(let term) = tokens[place].kind, term.field == nil else { return nil }
            if tokens[place].bareNegation != nil { return .bareNegation }
            return detachedOperator(at: place, of: tokens, in: characters)
                ?? unknownField(of: characters[tokens[place].range])
        }
    }

    /// Looks for `status =failed`, `status !=failed`, `status != failed` and the like.
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

    /// Looks for `nosuch=x`, `nosuch!=x`, `nosuch>x` and the like.
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
