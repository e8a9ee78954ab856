import Runs

/// Reads the values of terms by the table of fields.
struct QueryValueReader {
    /// The seconds east of UTC for a time without a zone.
    let localOffset: (Timestamp) -> Int

    /// Reads a term.
    /// - Throws: An unknown field, or the first value that its field does not accept.
    func term(_ text: QueryTermText) throws(QueryMistake) -> QueryTerm {
        if text.field == nil, let bare = text.values.first(where: \.isPathlessMetadata) {
            throw QueryMistake(.missingPath, at: bare.range)
        }
        let subject = try subject(of: text.field)
        var tests: [QueryTest] = []
        for value in text.values { tests.append(try test(value, of: subject)) }
        return QueryTerm(subject: subject, tests: tests)
    }

    private func subject(of name: QueryName?) throws(QueryMistake) -> QuerySubject {
        guard let name else { return .anything }
        if let path = try metadataPath(name.text, at: name.range) { return .metadata(path: path) }
        if let field = QueryField(rawValue: name.text.lowercased()) { return .field(field) }
        let near = QueryField.nearest(to: name.text)
        throw QueryMistake(.unknownField(name.text, near: near), at: name.range)
    }

    /// Reads the path of `meta.a.b`; nil for another name.
    private func metadataPath(
        _ text: String, at range: Range<Int>
    ) throws(QueryMistake) -> [String]? {
        let steps = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard steps[0].lowercased() == QueryField.meta.rawValue else { return nil }
        let path = Array(steps.dropFirst())
        guard !path.isEmpty, !path.contains("") else { throw QueryMistake(.missingPath, at: range) }
        return path
    }

    private func test(
        _ value: QueryValueText, of subject: QuerySubject
    ) throws(QueryMistake) -> QueryTest {
        switch subject {
        case .anything:
            // A quoted phrase is literal, including stars.
            return value.form == .quoted
                ? .text(.contains(value.text)) : .text(try pattern(value, inPart: true))
        case .metadata: return try metadataTest(value)
        case .field(let field): return try test(value, of: field)
        }
    }

    private func test(
        _ value: QueryValueText, of field: QueryField
    ) throws(QueryMistake) -> QueryTest {
        switch field.row.kind {
        case .status:
            try refuseComparison(value, field)
            return try status(value)
        case .name:
            try refuseComparison(value, field)
            return .text(try pattern(value, inPart: false))
        case .text:
            try refuseComparison(value, field)
            return .text(try pattern(value, inPart: true))
        case .number:
            try refuseRegex(value, field)
            return try number(value, field)
        case .duration:
            try refuseRegex(value, field)
            return try duration(value, field)
        case .since:
            try refuseRegex(value, field)
            try refuseComparison(value, field)
            return .since(try time(value, field, edge: .start))
        case .until:
            try refuseRegex(value, field)
            try refuseComparison(value, field)
            return .until(try time(value, field, edge: .end))
        case .presence:
            try refuseRegex(value, field)
            try refuseComparison(value, field)
            return try presence(value)
        case .metadata: return try metadataTest(value)
        }
    }

    private func refuseComparison(
        _ value: QueryValueText, _ field: QueryField
    ) throws(QueryMistake) {
        guard let comparison = value.comparison else { return }
        guard comparison != .equal else {
            throw QueryMistake(.doubledEquals(field), at: value.range)
        }
        throw QueryMistake(.comparisonNotTaken(field), at: value.range)
    }

    private func refuseRegex(_ value: QueryValueText, _ field: QueryField) throws(QueryMistake) {
        guard value.form == .regex else { return }
        throw QueryMistake(.regexNotTaken(field), at: value.range)
    }

    private func pattern(
        _ value: QueryValueText, inPart: Bool
    ) throws(QueryMistake) -> TextPattern {
        if value.form == .regex {
            guard RegexMatcher(value.text) != nil else {
                throw QueryMistake(.badRegex(value.text), at: value.range)
            }
            return .regex(value.text)
        }
        if value.pieces.count > 1 { return .wildcard(value.pieces) }
        return inPart ? .contains(value.text) : .equals(value.text)
    }

    private func status(_ value: QueryValueText) throws(QueryMistake) -> QueryTest {
        let pattern = try pattern(value, inPart: false)
        if case .equals(let word) = pattern, let status = RunStatus(rawValue: word.lowercased()) {
            return .status(status)
        }
        let matcher = TextMatcher(pattern)
        if RunStatus.allCases.contains(where: { matcher.matches($0.rawValue) }) {
            return .text(pattern)
        }
        let near = EditDistance.nearest(to: value.text, among: RunStatus.allCases.map(\.rawValue))
        throw QueryMistake(
            .unknownStatus(value.text, near: near.compactMap(RunStatus.init(rawValue:))),
            at: value.range)
    }

    private func presence(_ value: QueryValueText) throws(QueryMistake) -> QueryTest {
        if let presence = RunPresence(word: value.text) { return .presence(presence) }
        if value.text.contains("."), let path = try metadataPath(value.text, at: value.range) {
            return .metadata(path: path)
        }
        let near = EditDistance.nearest(to: value.text, among: RunPresence.allCases.map(\.rawValue))
        throw QueryMistake(.unknownPresence(value.text, near: near), at: value.range)
    }

    private func metadataTest(_ value: QueryValueText) throws(QueryMistake) -> QueryTest {
        guard let comparison = value.comparison else {
            return .text(try pattern(value, inPart: false))
        }
        guard let number = QueryNumber(value.text) else {
            throw QueryMistake(.notANumber(value.text), at: value.range)
        }
        return .number(comparison, number)
    }
}

extension QueryValueText {
    /// Whether it is only `meta.`, the beginning of an unfinished term.
    fileprivate var isPathlessMetadata: Bool {
        form == .word && text.lowercased() == QueryField.meta.prefix
    }
}
