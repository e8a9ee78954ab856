package import OperatingSystem
import Runs

/// Describes a mistake on one line for a terminal: file, line, subject, problem.
package func describe(_ mistake: ConfigMistake) -> String {
    var text = SafeText(mistake.file).text
    if let position = mistake.position {
        text += ":\(position.line)"
        if needsColumn(mistake) { text += ":\(position.column)" }
    }
    for part in [words(for: mistake.subject), place(of: mistake)] where !part.isEmpty {
        text += ": \(part)"
    }
    return text + ": " + words(for: mistake.problem)
}

/// Describes an error for a terminal, with a line for each mistake.
package func describe(_ error: ConfigurationError) -> [String] {
    switch error {
    case .homeUnset: ["HOME is not set: set it, or XDG_CONFIG_HOME and XDG_STATE_HOME"]
    case .file(let error): [describe(error)]
    case .unknownTheme(let name, let known, let nearest):
        [words(forUnknownTheme: quoted(name), known, nearest)]
    case .mistakes(let mistakes): mistakes.map(describe)
    }
}

/// Describes on one line why a file could not be read or written.
package func describe(_ error: FileError) -> String {
    switch error {
    case .missing(let path): "\(SafeText(path).text): there is no such file"
    case .unreadable(let path, let reason): "\(SafeText(path).text): cannot be read: \(reason)"
    case .exists(let path): "\(SafeText(path).text) is there already; it is never replaced"
    case .unwritable(let path, let reason): "\(SafeText(path).text): cannot be written: \(reason)"
    }
}

/// Quotes a text, harmless and not too long.
private func quoted(_ text: String) -> String { "\"\(SafeText(text, limit: 200).text)\"" }

/// Quotes a value of the file. If it may be a secret under the wrong key, since no known word is
/// near, returns a quoted ellipsis; the line number suffices.
private func quotedValue(_ text: String, nearest: String? = nil) -> String {
    let mayBeSecret =
        nearest == nil && text.unicodeScalars.count >= 8
        && !text.contains { $0.isWhitespace && !$0.isNewline }
    return quoted(mayBeSecret ? "…" : text)
}

/// Quotes a key of the file, dotted or not; nil if it may be a secret in its place: no known key is
/// near, and it is longer than any key or has characters other than small letters and hyphens.
private func quotedKey(_ text: String, nearest: String? = nil) -> String? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let isHarmless = parts.allSatisfy { part in
        part.utf8.count < 20 && part.wholeMatch(of: /[a-z]+(-[a-z]+)*/) != nil
    }
    return nearest != nil || isHarmless ? quoted(text) : nil
}

/// Cuts a path at a name under `[keys]` that must not be shown.
private func shownPath(_ path: EntryPath) -> EntryPath {
    guard path.steps.count > 1, path.steps[0] == .key("keys"), case .key(let name) = path.steps[1],
        quotedKey(name) == nil
    else { return path }
    return EntryPath([path.steps[0]])
}

/// Whether the line alone is ambiguous.
private func needsColumn(_ mistake: ConfigMistake) -> Bool {
    if case .syntax = mistake.problem { return true }
    if case .unknownKey(let key, _, let nearest) = mistake.problem {
        return quotedKey(key, nearest: nearest) == nil
    }
    return shownPath(mistake.path) != mistake.path
}

/// Quotes the name of a source, unless it may be a secret in its place.
private func quotedName(_ name: String) -> String {
    SourceName.isValid(name) ? quoted(name) : quotedValue(name)
}

private func words(for problem: TOMLProblem) -> String {
    switch problem {
    case .missingKey: "expected a key"
    case .missingEquals: "expected = after the key"
    case .missingValue: "expected a value"
    case .noValue: "expected a value; write a text in quotation marks"
    case .badNumber: "expected a number; write a text in quotation marks"
    case .hugeNumber: "the number is too large"
    case .badMoment: "expected a date or a time; write a text in quotation marks"
    case .badEscape: "unknown escape; write \\\\ for a backslash, or use single quotes"
    case .controlCharacter: "a control character cannot stand here"
    case .openText: "this text has no closing quotation mark"
    case .openLongText: "this text has no closing quotation marks"
    case .openList(let line): "expected , or ] in the list that begins in line \(line)"
    case .openTable: "expected , or } in the inline table, which must end in its line"
    case .commaAtEnd: "an inline table cannot end in a comma"
    case .namelessHeader: "expected a table's name"
    case .openHeader: "expected ] after the table's name"
    case .moreInLine: "expected nothing more in this line"
    case .repeatedKey(let key, let line):
        "\(quotedKey(key) ?? "this key") is set twice" + words(forFirst: line)
    case .repeatedTable(let name, let line):
        "\(quotedKey(name).map { "the table \($0)" } ?? "this table") is defined twice"
            + words(forFirst: line)
    case .closedTable(let name, let line):
        "nothing can be added to \(quotedKey(name) ?? "this key")" + words(forFirst: line)
    }
}

private func words(forFirst line: Int?) -> String { line.map { "; see line \($0)" } ?? "" }

private func words(for subject: MistakeSubject) -> String {
    switch subject {
    case .file: ""
    case .source(let name): "source \(quotedName(name))"
    case .unnamedSource(let position): "source \(position)"
    }
}

/// Describes the entry, without what the subject already says.
private func place(of mistake: ConfigMistake) -> String {
    var path = mistake.path
    switch mistake.problem {
    case .unknownKey, .missingKey, .unknownCommand: path = path.parent
    case .notUTF8, .utf16, .nullCharacter, .syntax, .nestedTooDeeply, .excluded, .wrongType,
        .tooSmall, .badIdentifier, .badDuration, .tooShort, .badSize, .badSourceName,
        .duplicateSource,
        .unknownWord,
        .unknownTimeZone, .badUUID, .badURL, .badFilter, .repeated,
        .badKey, .takenKey, .repeatedCommand, .noWayOut,
        .emptyText, .emptyList, .secretWays, .literalSecret, .unusableCertificates, .badColour,
        .unknownTheme, .unreadableTheme, .inheritanceLoop:
        break
    }
    switch mistake.subject {
    case .file: break
    case .source, .unnamedSource: path = EntryPath(Array(path.steps.dropFirst(2)))
    }
    return SafeText(shownPath(path).description).text
}

private func words(for problem: ConfigProblem) -> String {
    switch problem {
    case .notUTF8: "the file is not UTF-8 text"
    case .utf16: "the file is UTF-16 text; save it as UTF-8"
    case .nullCharacter: "a null character cannot be part of a setting"
    case .syntax(let problem): words(for: problem)
    case .nestedTooDeeply: "nested deeper than any setting"
    case .unknownKey(let key, let known, let nearest):
        "unknown key" + (quotedKey(key, nearest: nearest).map { " \($0)" } ?? "")
            + suggestion(nearest, among: known)
    case .missingKey(let key, let reason): "missing key \(quoted(key))" + words(for: reason)
    case .excluded(let key, let other):
        "\(quoted(key)) and \(quoted(other)) exclude each other; keep one of them"
    case .wrongType(let found, let expected):
        "expected \(words(for: expected)), found \(words(for: found))"
    case .tooSmall(let number):
        "expected \(words(for: Expectation.positiveInteger)), found \(number)"
    case .badIdentifier(let text):
        "expected letters, digits, \"_\" and \"-\", found \(quotedValue(text))"
    case .badDuration(let text):
        "expected \(words(for: Expectation.duration)), found \(quotedValue(text))"
    case .tooShort(let text, let minimum):
        "expected at least \(DurationText.words(for: minimum)), found \(quoted(text))"
    case .badSize(let text):
        "expected \(words(for: Expectation.size)), found \(quotedValue(text))"
    case .badSourceName(let name):
        "\(quotedValue(name)) cannot name a source: use up to 64 letters, digits, \".\", \"_\" and \"-\","
            + " beginning with a letter or a digit"
    case .duplicateSource(let name, let line):
        "the name \(quotedName(name)) is taken"
            + (line.map { " by the source in line \($0)" } ?? "")
    case .unknownWord(let word, let known, let nearest):
        "unknown value \(quotedValue(word, nearest: nearest))" + suggestion(nearest)
            + "; known: \(listed(known))"
    case .unknownTimeZone(let name, let nearest):
        "unknown time zone \(quotedValue(name, nearest: nearest))" + suggestion(nearest)
            + "; expected \"local\", \"UTC\" or a name such as \"Europe/Paris\""
    case .badFilter(let sentence, let column): "\(sentence) (column \(column) of the filter)"
    case .repeated(let word): "there is another \(quoted(word)) above"
    case .unknownCommand(let name, let known, let nearest):
        "no command is called \(quotedKey(name, nearest: nearest) ?? "this")"
            + suggestion(nearest, among: known)
    case .badKey(let text):
        "no key is written \(quotedValue(text)); expected one such as \"x\", \"ctrl-d\" or \"PgDn\""
    case .takenKey(let key, let other):
        "\(quoted(key)) is the key of \(other) as well; give that one another key"
    case .repeatedCommand(let command):
        "another entry sets the keys of \(command) already; keep one of them"
    case .noWayOut:
        "then no key could quit; give close or palette a key"
    case .badUUID(let text): "expected \(words(for: Expectation.uuid)), found \(quotedValue(text))"
    case .badURL(let problem): words(for: problem)
    case .emptyText: "must not be empty"
    case .emptyList: "must name at least one"
    case .secretWays(let found): words(forSecretWays: found)
    case .literalSecret(let mode): words(forLiteralSecretIn: mode)
    case .unusableCertificates(let path, let reason):
        "expected a file of certificates in PEM form, "
            + "found \(quoted(path.contains(where: \.isNewline) ? "…" : path)): \(reason)"
    case .badColour(let text, let nearest):
        "unknown colour \(quotedValue(text, nearest: nearest))" + suggestion(nearest)
            + "; expected \(words(for: Expectation.colour))"
    case .unknownTheme(let name, let known, let nearest):
        words(forUnknownTheme: quotedValue(name, nearest: nearest), known, nearest)
    case .unreadableTheme(let name, let reason):
        "the theme \(quoted(name)) cannot be read: \(SafeText(reason).text)"
    case .inheritanceLoop(let chain):
        "the theme inherits from itself: " + chain.map(quoted).joined(separator: " from ")
    }
}

private func words(
    forUnknownTheme name: String, _ known: [String], _ nearest: String?
) -> String {
    "unknown theme \(name)" + suggestion(nearest) + "; known: \(listed(known))"
}

private func suggestion(_ nearest: String?) -> String {
    nearest.map { "; did you mean \(quoted($0))?" } ?? ""
}

/// Suggests the nearest word; if none is near, lists the known ones.
private func suggestion(_ nearest: String?, among known: [String]) -> String {
    nearest == nil && !known.isEmpty ? "; known: \(listed(known))" : suggestion(nearest)
}

private func listed(_ words: [String]) -> String {
    words.map(quoted).joined(separator: ", ")
}

private func words(for reason: MissingReason) -> String {
    switch reason {
    case .always: ""
    case .because(let key, let value): ", which \(key) = \(quoted(value)) needs"
    case .together(let key): ", which \(quoted(key)) needs"
    case .unless(let key): ", or \(quoted(key)) in its place"
    }
}

private func words(forSecretWays found: [String]) -> String {
    let ways = "one of env, file or command"
    guard !found.isEmpty else { return "names no secret; expected \(ways)" }
    return "expected \(ways), found \(found.joined(separator: " and "))"
}

private func words(forLiteralSecretIn mode: UInt16) -> String {
    let octal = String(mode, radix: 8)
    let padded = String(repeating: "0", count: max(0, 4 - octal.count)) + octal
    return "the file contains a secret and others can read it (mode \(padded));"
        + " make the file 0600, or name the secret: { env = \"…\" }, { file = \"…\" }"
        + " or { command = [\"…\"] }"
}

private func words(for kind: ValueKind) -> String {
    switch kind {
    case .text: "a text"
    case .integer: "a whole number"
    case .float: "a number with a fraction"
    case .boolean: "true or false"
    case .moment: "a date or time"
    case .list: "a list"
    case .table: "a table"
    }
}

private func words(for expected: Expectation) -> String {
    switch expected {
    case .text: "a text"
    case .positiveInteger: "a whole number of at least 1"
    case .boolean: "true or false"
    case .duration: "a duration such as \"15s\", \"5m\" or \"24h\""
    case .size: "a size of at least 32MB, such as \"500MB\" or \"2GB\""
    case .textList: "a list of texts"
    case .textOrList: "a text or a list of texts"
    case .table: "a table"
    case .tableList(let key): "a list of tables: write [[\(key)]]"
    case .uuid: "a UUID such as \"00000000-0000-4000-8000-000000000000\""
    case .url: "an address such as \"https://example.com\""
    case .path: "a file's path"
    case .secret: "{ env = \"…\" }, { file = \"…\" } or { command = [\"…\"] }"
    case .oneOf(let words): listed(words)
    case .colour: "\"#rrggbb\", a colour's name, 0 to 255, \"default\" or a name of [palette]"
    case .scope: "a colour or { fg = …, bg = …, modifiers = […] }"
    }
}

private func words(for problem: URLProblem) -> String {
    switch problem {
    case .malformed: "expected \(words(for: Expectation.url)), found something else"
    case .withoutScheme:
        "expected \(words(for: Expectation.url)), found one that does not begin with https://"
    case .withoutHost: "expected \(words(for: Expectation.url)), found one without a host"
    case .port: "expected a port from 1 to 65535"
    case .scheme(let scheme): "expected an https address, found \(quotedValue(scheme))"
    case .plainHTTP(let host):
        "plain http would send the secret readable to \(quoted(host)); use https"
            + " (http is for this machine's own addresses)"
    case .userInfo: "an address must not carry a user name or a password"
    case .query: "an address must not carry a query (\"?…\")"
    case .fragment: "an address must not carry a fragment (\"#…\")"
    case .placeholder(let word):
        "unknown placeholder \(quotedValue(word)); known: \"{pipeline}\", \"{run}\""
    }
}
