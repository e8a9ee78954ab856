package import Runs

/// Edits of an expression by single keys, and the values that they read from it. They replace the
/// positive top-level terms of a field, and a negated one that would exclude the new value; all
/// other negations and groups are the user's own and stay.
extension Query {
    /// The statuses that the top level limits runs to; nil without a limit.
    package var statuses: Set<RunStatus>? {
        limits(of: .status).map { Set($0.compactMap { RunStatus(rawValue: $0.lowercased()) }) }
    }

    /// The sources that the top level limits runs to, as written; nil without a limit.
    package var sources: Set<SourceName>? {
        limits(of: .source).map { Set($0.map(SourceName.init)) }
    }

    /// The providers that the top level limits runs to; nil without a limit.
    package var providers: Set<ProviderKind>? {
        limits(of: .provider).map { Set($0.map { ProviderKind(rawValue: $0.lowercased()) }) }
    }

    /// Writes the expression with other statuses, or without any (nil or empty).
    package func settingStatuses(_ statuses: Set<RunStatus>?) -> String {
        setting(.status, to: statuses.map { $0.sorted().map(\.rawValue) })
    }

    /// Writes the expression with other sources, or without any (nil or empty).
    package func settingSources(_ names: Set<SourceName>?) -> String {
        setting(.source, to: names.map { $0.sorted().map(\.text) })
    }

    /// Writes the expression with other providers, or without any (nil or empty).
    package func settingProviders(_ kinds: Set<ProviderKind>?) -> String {
        setting(
            .provider,
            to: kinds.map { kinds in
                kinds.sorted().map(\.rawValue)
            })
    }

    /// Writes the expression with another value of a field, or without one (nil).
    package func setting(_ field: QueryField, to value: String?) -> String {
        setting(field, to: value.map { [$0] })
    }

    /// Writes the expression with one more condition.
    package func adding(_ expression: String) -> String {
        switch topLevel {
        case .parts(let parts):
            parts.isEmpty
                ? expression
                : replacing(parts.map { _ in false }, in: parts, by: expression)
        case .alternatives: "\(grouped) \(expression)"
        }
    }

    /// The values that every plain top-level term of a field allows.
    private func limits(of field: QueryField) -> [String]? {
        guard case .parts(let parts) = topLevel else { return nil }
        let lists = parts.compactMap { Self.plainValues($0.node, of: field) }
        guard var limits = lists.first else { return nil }
        for list in lists.dropFirst() {
            let allowed = Set(list.map { $0.lowercased() })
            limits.removeAll { !allowed.contains($0.lowercased()) }
        }
        return limits
    }

    /// The values of a term that consists of plain values of a field.
    private static func plainValues(_ node: QueryNode, of field: QueryField) -> [String]? {
        guard case .term(let term) = node, term.subject == .field(field) else { return nil }
        var values: [String] = []
        for test in term.tests {
            switch test {
            case .status(let status): values.append(status.rawValue)
            case .text(.equals(let text)): values.append(text)
            case .text, .number, .duration, .since, .until, .presence, .metadata: return nil
            }
        }
        return values
    }

    private func setting(_ field: QueryField, to values: [String]?) -> String {
        let values = values.flatMap { $0.isEmpty ? nil : $0 }
        let term = values.map { field.prefix + $0.map(Self.quoted).joined(separator: ",") }
        switch topLevel {
        case .parts(let parts):
            let replaced = parts.map { Self.isReplaced($0.node, field, by: values ?? []) }
            return replacing(replaced, in: parts, by: term)
        case .alternatives: return term.map { "\(grouped) \($0)" } ?? text
        }
    }

    /// The expression in parentheses, the closing one after a space if a word would absorb it.
    private var grouped: String {
        let end = text.reversed().drop(while: \.isWhitespace)
        let swallows = end.prefix { !$0.isWhitespace }.contains { "(\\".contains($0) }
        let inner = String(String(end.reversed()).drop(while: \.isWhitespace))
        return "(" + inner + (swallows ? " )" : ")")
    }

    /// Whether a term with new values of a field replaces this part: every positive term of the
    /// field, and a negated one that would exclude a new value.
    private static func isReplaced(
        _ node: QueryNode, _ field: QueryField, by values: [String]
    ) -> Bool {
        switch node {
        case .term(let term): return term.subject == .field(field)
        case .not(let part):
            guard let forbidden = plainValues(part, of: field) else { return false }
            let wanted = Set(values.map { $0.lowercased() })
            return forbidden.contains { wanted.contains($0.lowercased()) }
        case .all, .any: return false
        }
    }

    /// Replaces the first replaceable part by a term, or appends it, and removes the other
    /// replaceable parts, each with what joined it to the previous part.
    private func replacing(
        _ replaced: [Bool], in parts: [QueryTopLevel.Part], by term: String?
    ) -> String {
        let characters = Array(text)
        var result = ""
        var written = term == nil
        var end = 0
        for (part, isDropped) in zip(parts, replaced) {
            let joint = result.isEmpty ? "" : String(characters[end..<part.range.lowerBound])
            end = part.range.upperBound
            if !isDropped {
                result += joint + quotingLastWord(of: part, in: characters)
            } else if !written, let term {
                result += joint + term
                written = true
            }
        }
        guard !written, let term else { return result }
        return result.isEmpty ? term : result + " " + term
    }

    /// Writes a part. Quotes a bare `not` that would negate a term after it.
    private func quotingLastWord(
        of part: QueryTopLevel.Part, in characters: [Character]
    ) -> String {
        guard let column = bareNegations.last(where: part.range.contains),
            column + "not".count == part.range.upperBound
        else { return String(characters[part.range]) }
        let (before, word) = (part.range.lowerBound..<column, column..<part.range.upperBound)
        return String(characters[before]) + "\"\(String(characters[word]))\""
    }

    /// Writes a value so that it is read back unchanged.
    static func quoted(_ value: String) -> String {
        let isPlain = value.allSatisfy { $0.isLetter || $0.isNumber || "_-.".contains($0) }
        guard !isPlain || value.isEmpty else { return value }
        var escaped = ""
        for character in value {
            if "\"\\*".contains(character) { escaped += "\\" }
            escaped.append(character)
        }
        return "\"\(escaped)\""
    }
}
