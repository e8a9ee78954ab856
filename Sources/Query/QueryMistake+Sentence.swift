import Runs

extension QueryMistake {
    /// The mistake as one line for the user, beginning in lower case.
    package var sentence: String {
        switch problem {
        case .unknownField(let name, let near):
            "unknown field \"\(name)\"; "
                + (Self.question(near) ?? "put text that has a colon in quotes")
        case .unknownStatus(let word, let near):
            "unknown status \"\(word)\"; "
                + (Self.question(near.map(\.rawValue)) ?? "one of \(Self.list(RunStatus.allCases))")
        case .unknownPresence(let word, let near):
            "no field \"\(word)\" to have; "
                + (Self.question(near) ?? "one of \(Self.list(RunPresence.allCases))")
        case .missingValue(let field?): "\"\(field):\" needs a value"
        case .missingValue(nil): "a value is missing after the comma"
        case .missingTerm(.before(let word)): "something is missing before \"\(word)\""
        case .missingTerm(.after(let word)): "something is missing after \"\(word)\""
        case .missingTerm(.group): "there is nothing between the parentheses"
        case .missingPath:
            "\"meta\" needs the path of a value, as in \(QueryField.meta.row.example)"
        case .unclosedQuote: "the closing quotation mark is missing"
        case .textAfterQuote: "a space is missing after the closing quotation mark"
        case .unclosedGroup: "the closing parenthesis is missing"
        case .unopenedGroup: "there is no opening parenthesis for this one"
        case .unclosedRegex:
            "the regular expression's closing \"/\" is missing; "
                + "put text that begins with \"/\" in quotes"
        case .badRegex(let pattern): "the regular expression /\(pattern)/ cannot be read"
        case .regexNotTaken(let field):
            "\"\(field.rawValue)\" takes no regular expression; \(Self.hint(field))"
        case .comparisonNotTaken(let field):
            "\"\(field.rawValue)\" takes no comparison; \(Self.hint(field))"
        case .doubledEquals(let field):
            "one \"=\" or \":\" before a value is enough; \(Self.hint(field))"
        case .foreignInequality: "\"<>\" is not an operator; write \"!=\", as in status!=failed"
        case .notWhole(let field, let word):
            "\"\(word)\" is not a whole number; \(Self.hint(field))"
        case .notANumber(let word): "\"\(word)\" is not a number to compare with"
        case .notADuration(let field, let word):
            "\"\(word)\" is not a duration such as 500ms, 60s or 1h30m; \(Self.hint(field))"
        case .notATime(_, let word):
            "\"\(word)\" is neither an age such as 2h nor a time such as 2026-11-20T10:00Z"
        case .tooDeep: "the parentheses are nested too deeply"
        case .tooLong: "a filter takes \(Query.mostValues) words and values at most"
        }
    }

    /// The likely correction, if one is near.
    package var correction: String? {
        switch problem {
        case .unknownField(_, let near), .unknownPresence(_, let near): near.first
        case .unknownStatus(_, let near): near.first?.rawValue
        default: nil
        }
    }

    private static func hint(_ field: QueryField) -> String { "for example \(field.row.example)" }

    static func question(_ near: [String]) -> String? {
        guard let last = near.last else { return nil }
        let others = near.dropLast().map { "\"\($0)\"" }.joined(separator: ", ")
        return others.isEmpty
            ? "did you mean \"\(last)\"?" : "did you mean \(others) or \"\(last)\"?"
    }

    private static func list<Word: RawRepresentable<String>>(_ words: [Word]) -> String {
        words.map(\.rawValue).joined(separator: ", ")
    }
}
