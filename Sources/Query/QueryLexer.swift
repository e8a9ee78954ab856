/// A token of a filter expression; ranges are in characters.
struct QueryToken {
    enum Kind {
        case open
        case close
        /// An operator or word that negates what follows: `-`, `!`, `NOT`.
        case minus
        case or
        case and
        case term(QueryTermText)
    }

    let kind: Kind
    let range: Range<Int>

    /// The position of a word that looks like a negation but is text.
    var bareNegation: Int? {
        guard case .term(let term) = kind, term.field == nil, term.values.count == 1,
            term.values[0].form == .word, term.values[0].text.lowercased() == "not"
        else { return nil }
        return range.lowerBound
    }

    /// The number of values that runs are compared with.
    fileprivate var valueCount: Int {
        if case .term(let term) = kind { term.values.count } else { 0 }
    }
}

/// A term as written: an optional field name and the alternatives.
struct QueryTermText {
    let field: QueryName?
    let values: [QueryValueText]
}

struct QueryName {
    let text: String
    let range: Range<Int>
    /// Whether the term is negated, as in `status!=failed`.
    var isNegated = false
}

/// One alternative as written, without quotes and escapes.
struct QueryValueText {
    enum Form: Equatable {
        case word
        case quoted
        case regex
    }

    let form: Form
    let comparison: Comparison?
    /// The text between the unescaped `*`.
    let pieces: [String]
    let range: Range<Int>

    var text: String { pieces.joined(separator: "*") }
}

/// Splits a filter expression into tokens.
struct QueryLexer {
    private let characters: [Character]
    private let dialect: Dialect
    private var index = 0
    private var valueCount = 0

    /// A version of the language.
    enum Dialect: Hashable {
        case present
        /// Only `-` negated, and only `:` ended the name of a field.
        case beforeNegationWords
    }

    private init(_ text: String, _ dialect: Dialect) {
        characters = Array(text)
        self.dialect = dialect
    }

    /// Splits a text into tokens.
    /// - Throws: The first position that is no token.
    static func tokens(
        of text: String, _ dialect: Dialect = .present
    ) throws(QueryMistake) -> [QueryToken] {
        var lexer = QueryLexer(text, dialect)
        var tokens: [QueryToken] = []
        while let token = try lexer.next() {
            tokens.append(token)
            lexer.valueCount += token.valueCount
            guard lexer.valueCount <= Query.mostValues else {
                throw QueryMistake(.tooLong, at: token.range)
            }
        }
        return tokens
    }

    private var current: Character? { index < characters.count ? characters[index] : nil }

    private mutating func consume(_ character: Character) -> Bool {
        guard current == character else { return false }
        index += 1
        return true
    }

    private func isDelimiter(at place: Int) -> Bool {
        guard place < characters.count else { return true }
        let character = characters[place]
        return character.isWhitespace || character == ")" || character == ","
    }

    private mutating func next() throws(QueryMistake) -> QueryToken? {
        while current?.isWhitespace == true { index += 1 }
        guard current != nil else { return nil }
        let start = index
        if consume("(") { return QueryToken(kind: .open, range: start..<index) }
        if consume(")") { return QueryToken(kind: .close, range: start..<index) }
        if consume("-") || dialect == .present && consume("!") {
            return QueryToken(kind: .minus, range: start..<index)
        }
        let term = try term()
        return QueryToken(kind: kind(of: term), range: start..<index)
    }

    /// Distinguishes connectives from words.
    private func kind(of term: QueryTermText) -> QueryToken.Kind {
        guard term.field == nil, term.values.count == 1, term.values[0].form == .word else {
            return .term(term)
        }
        let word = String(characters[term.values[0].range])
        switch word.lowercased() {
        case "or": return .or
        case "and": return .and
        case "not" where dialect == .present && (word == "NOT" || negatesWhatFollows):
            return .minus
        default: return .term(term)
        }
    }

    /// Whether a field or a parenthesis follows: only before these, a lower-case `not` negates.
    private var negatesWhatFollows: Bool {
        var rest = self
        while rest.current?.isWhitespace == true { rest.index += 1 }
        return rest.current == "(" || rest.fieldName() != nil
    }

    private mutating func term() throws(QueryMistake) -> QueryTermText {
        let field = fieldName()
        var values: [QueryValueText] = []
        repeat {
            values.append(try value(of: field))
        } while consume(",")
        return QueryTermText(field: field, values: values)
    }

    /// Reads `name:`, or the name of a known field before `=`, `!=`, `>` or `<`; else nil.
    private mutating func fieldName() -> QueryName? {
        guard current?.isLetter == true else { return nil }
        var end = index
        while end < characters.count, !characters[end].endsFieldName { end += 1 }
        guard end < characters.count else { return nil }
        var name = QueryName(text: String(characters[index..<end]), range: index..<end)
        if characters[end] == ":" {
            index = end + 1
            return name
        }
        if let plain = QueryField.negatedName(name.text, before: characters[end]) {
            name = QueryName(text: plain, range: index..<end - 1, isNegated: true)
        }
        guard dialect == .present, "=<>".contains(characters[end]), QueryField.isKnown(name.text)
        else { return nil }
        // In `duration>60s`, the operator is a part of the value.
        index = characters[end] == "=" ? end + 1 : end
        return name
    }

    private mutating func value(of field: QueryName?) throws(QueryMistake) -> QueryValueText {
        let start = index
        let comparison = field == nil ? nil : try comparison()
        guard !isDelimiter(at: index) else {
            throw QueryMistake(.missingValue(field: field?.text), at: index..<index)
        }
        if current == "\"" { return try quoted(from: start, comparison) }
        if current == "/", comparison == nil, let regex = try regex() { return regex }
        let pieces = word()
        return QueryValueText(
            form: .word, comparison: comparison, pieces: pieces, range: start..<index)
    }

    private mutating func comparison() throws(QueryMistake) -> Comparison? {
        if consume(">") { return consume("=") ? .atLeast : .greater }
        if consume("<") {
            guard current != ">" else {
                throw QueryMistake(.foreignInequality, at: index - 1..<index + 1)
            }
            return consume("=") ? .atMost : .less
        }
        return consume("=") ? .equal : nil
    }

    private mutating func quoted(
        from start: Int, _ comparison: Comparison?
    ) throws(QueryMistake) -> QueryValueText {
        let quote = index
        index += 1
        var pieces = [""]
        while let character = current {
            index += 1
            switch character {
            case "\"":
                guard isDelimiter(at: index) else {
                    throw QueryMistake(.textAfterQuote, at: index..<index)
                }
                return QueryValueText(
                    form: .quoted, comparison: comparison, pieces: pieces, range: start..<index)
            case "*": pieces.append("")
            case "\\": pieces[pieces.count - 1].append(escaped(inQuotes: true))
            default: pieces[pieces.count - 1].append(character)
            }
        }
        throw QueryMistake(.unclosedQuote, at: quote..<index)
    }

    /// Reads a word up to white space, a comma or an unmatched closing parenthesis.
    private mutating func word() -> [String] {
        var pieces = [""]
        var depth = 0
        while let character = current {
            if isDelimiter(at: index), character != ")" || depth == 0 { break }
            index += 1
            switch character {
            case "*":
                pieces.append("")
                continue
            case "\\":
                pieces[pieces.count - 1].append(escaped(inQuotes: false))
                continue
            case "(": depth += 1
            case ")": depth -= 1
            default: break
            }
            pieces[pieces.count - 1].append(character)
        }
        return pieces
    }

    /// Reads the character after a backslash; a backslash that escapes nothing is literal.
    private mutating func escaped(inQuotes: Bool) -> Character {
        guard let character = current, character.isEscapable(inQuotes: inQuotes) else {
            return "\\"
        }
        index += 1
        return character
    }

    /// Reads `/…/`; nil for a path, which has a `/` inside and none at the end.
    private mutating func regex() throws(QueryMistake) -> QueryValueText? {
        let start = index
        var end = index + 1
        var isMaybePath = false
        while end < characters.count, !(isMaybePath && characters[end].isWhitespace) {
            if characters[end] == "/", end > start + 1, isDelimiter(at: end + 1) {
                index = end + 1
                let pattern = String(characters[start + 1..<end])
                return QueryValueText(
                    form: .regex, comparison: nil, pieces: [pattern], range: start..<index)
            }
            isMaybePath = isMaybePath || characters[end] == "/"
            end += characters[end] == "\\" ? 2 : 1
        }
        guard !isMaybePath else { return nil }
        throw QueryMistake(.unclosedRegex, at: start..<characters.count)
    }
}

extension Character {
    var endsFieldName: Bool { isWhitespace || ":\"\\/(),*<>=".contains(self) }

    /// Whether a backslash before it is removed.
    func isEscapable(inQuotes: Bool) -> Bool {
        (inQuotes ? "\"\\*" : "\"\\*,():/-!<>=").contains(self)
    }
}
