/// A word of a message: adjacent letters and digits.
struct MessageWord {
    /// Whether a word is the same in each such message.
    enum Kind {
        case plain
        case varying
        /// The letters are the same, the digits vary.
        case numbered
    }

    let text: String
    let lowercased: String
    let count: Int
    private let digits: Int
    private let letters: Int
    private let isHexadecimal: Bool
    private let isUppercase: Bool

    init(_ scalars: ArraySlice<Unicode.Scalar>) {
        var text = ""
        var (digits, isHexadecimal, isUppercase) = (0, true, true)
        for scalar in scalars {
            text.unicodeScalars.append(scalar)
            if scalar.isNumber { digits += 1 }
            isHexadecimal = isHexadecimal && scalar.isHexadecimal
            isUppercase = isUppercase && (scalar.isNumber || scalar.isUppercase)
        }
        self.text = text
        lowercased = text.lowercased()
        count = scalars.count
        (self.digits, letters) = (digits, count - digits)
        (self.isHexadecimal, self.isUppercase) = (isHexadecimal, isUppercase)
    }

    var isNumber: Bool { letters == 0 && digits > 0 }
    var hasDigits: Bool { digits > 0 }

    /// Technical terms that end in digits.
    private static let terms: Set<String> = [
        "s3", "ec2", "r2", "d1", "k8s", "h2", "http1", "http2", "http3", "ipv4", "ipv6", "oauth1",
        "oauth2", "utf8", "utf16", "sha1", "sha256", "sha512", "md5", "base64", "x509", "p12",
        "int8", "int16", "int32", "int64", "uint32", "uint64", "float32", "float64", "db2", "neo4j",
        "log4j", "oauth", "ga4", "g2", "web3", "b2b", "b2c", "i18n", "latin1", "win32", "x86",
        "2fa", "3ds", "2xx", "3xx", "4xx", "5xx", "win64", "tls1", "ssl3", "sslv3", "tlsv1", "smb2",
        "imap4", "pop3", "mp3", "mp4", "h264",
    ]

    var kind: Kind {
        // Hexadecimal letters without a digit, longer than any English word of these letters.
        guard digits > 0 else { return isHexadecimal && count >= 7 ? .varying : .plain }
        if letters == 0 || isHexadecimal && count >= 4 { return .varying }
        if Self.terms.contains(lowercased) { return .plain }
        switch shape {
        case .lettersDigits: return letters >= 3 || digits == 1 ? .numbered : .varying
        case .digitsLetters: return letters <= 3 ? .varying : .numbered
        case .mixed: return digits >= 2 || count >= 6 ? .varying : .numbered
        }
    }

    private enum Shape {
        /// `shard12`, `C0421`
        case lettersDigits
        /// `42s`, `300MB`
        case digitsLetters
        case mixed
    }

    private var shape: Shape {
        let scalars = text.unicodeScalars
        if !scalars.drop(while: { !$0.isNumber }).contains(where: { !$0.isNumber }) {
            return .lettersDigits
        }
        return scalars.drop(while: \.isNumber).contains(where: \.isNumber)
            ? .mixed : .digitsLetters
    }

    /// Prefixes of ids that look like codes.
    private static let idPrefixes = [
        "JOB", "RUN", "TASK", "REQ", "ORDER", "INV", "BATCH", "USER", "ROW", "FILE", "LINE", "PAGE",
    ]

    /// Whether the word is a vendor's code, whatever precedes it.
    func isCode(_ after: MessageFollowing, isFirst: Bool) -> Bool {
        if lowercased.hasPrefix("0x8"), count == 10, isHexadecimalNumber { return true }
        if isNumber {
            if isFirst, after.endsClause || after.isStateInParentheses { return true }
            return count == 3 && "45".contains(text.first ?? "0") && after.isReasonPhrase
        }
        guard hasDigits, isUppercase, shape == .lettersDigits else { return false }
        if letters == 1, text.first == "E", (4...6).contains(digits) { return true }
        // Such as AADSTS50034, which only its sentence follows.
        return (3...8).contains(letters) && digits <= 6 && after.endsClause
            && !Self.idPrefixes.contains(where: text.hasPrefix)
    }

    private var isHexadecimalNumber: Bool {
        text.unicodeScalars.dropFirst(2).allSatisfy(\.isHexadecimal)
    }

    /// Whether it can be a code if the preceding word announces one.
    var canBeCode: Bool {
        isNumber ? count <= 6 : hasDigits && count <= 10 && (isUppercase || isHexCode)
    }

    private var isHexCode: Bool { lowercased.hasPrefix("0x") && isHexadecimalNumber }

    /// Whether it can be a SQLSTATE: five capitals and digits.
    var canBeState: Bool { count == 5 && hasDigits && isUppercase }
    /// Whether it can be an HTTP status.
    var canBeStatus: Bool { isNumber && count == 3 && "12345".contains(text.first ?? "0") }
}

/// The text after a word, read only if the word may be a code.
struct MessageFollowing {
    private let rest: ArraySlice<Unicode.Scalar>

    init(_ text: [Unicode.Scalar], from place: Int) { rest = text[place...].prefix(24) }

    /// The first character; a space at the end of the message.
    private var mark: Unicode.Scalar { rest.first ?? " " }

    /// Whether a colon follows, with a space or the end behind it.
    var endsClause: Bool { mark == ":" && rest.dropFirst().first ?? " " == " " }

    /// The word after a space, in lower case; empty if there is none.
    private var word: String {
        MessageWord(rest.dropFirst().prefix { $0.isWordScalar && !$0.isNumber }).lowercased
    }

    /// Whether a SQLSTATE in parentheses follows, as databases write it.
    var isStateInParentheses: Bool {
        guard rest.starts(with: " (".unicodeScalars) else { return false }
        let state = rest.dropFirst(2).prefix { $0.isWordScalar }
        return MessageWord(state).canBeState && rest.dropFirst(2 + state.count).first == ")"
    }

    /// Whether a noun follows that the word counts.
    var isCounted: Bool {
        mark == " " && !word.isEmpty && !isReasonPhrase && !Self.links.contains(word)
    }

    /// Words that link a response to its origin.
    private static let links: Set<String> = [
        "from", "for", "on", "at", "in", "to", "while", "when", "after", "but", "and", "instead",
        "is", "was", "by", "via", "because", "during",
    ]

    /// Whether the reason phrase of an HTTP status follows.
    var isReasonPhrase: Bool { mark == " " && Self.reasons.contains(word) }

    private static let reasons: Set<String> = [
        "bad", "unauthorized", "payment", "forbidden", "not", "method", "request", "conflict",
        "gone", "precondition", "payload", "unsupported", "unprocessable", "locked", "too",
        "internal", "service", "gateway", "client", "server", "error", "access", "proxy",
    ]
}

/// The text before a word.
struct MessageContext {
    private var last = ""
    private var secondLast = ""
    private var isAfterCode = false
    /// The text between the last word and the next.
    var gap = ""
    private(set) var isEmpty = true

    mutating func note(_ word: String, isCode: Bool = false) {
        secondLast = last
        last = word
        isAfterCode = isCode
        gap = ""
        isEmpty = false
    }

    /// Words that precede a code.
    private static let codes: Set<String> = [
        "http", "status", "statuscode", "code", "codes", "errorcode", "errcode", "sqlstate",
        "sqlcode", "errno", "winerror", "exit", "exitcode", "returncode", "rc", "signal", "ora",
        "tns", "pls", "dpy", "dpi", "err", "ret", "hresult", "subcode", "nr",
    ]
    /// Words that precede an HTTP status.
    private static let answers: Set<String> = [
        "returned", "response", "responded", "with", "got", "received", "answered", "failed",
        "replied", "gave", "reply",
    ]

    /// Whether the preceding words announce a code.
    func announcesCode(of word: MessageWord, _ after: MessageFollowing) -> Bool {
        // HTTP/1.1 503
        if gap == ".", isAfterCode, secondLast == "http" { return true }
        // A code contains a digit.
        guard word.hasDigits else { return false }
        guard gap.count <= 4, gap.allSatisfy({ " :=#(['\"_-/".contains($0) }) else { return false }
        if gap.hasSuffix("("), isAfterCode || last == "sqlstate", word.canBeState { return true }
        if last == "sqlstate" { return word.canBeState }
        if isAfterCode, secondLast == "http" || secondLast == "1", gap == " " {
            return word.canBeStatus
        }
        guard word.canBeCode || word.isNumber && last == "code" else { return false }
        if Self.codes.contains(last) { return true }
        if Self.errors.contains(last) { return !isCount(of: after) }
        return word.canBeStatus && (Self.answers.contains(last) || gap.hasSuffix("("))
            && !after.isCounted
    }

    /// Words that precede a code, unless a colon comes before a count.
    private static let errors: Set<String> = ["error", "fault", "exception", "warning", "failure"]

    /// Whether the number after a colon counts what follows: `Error: 15 rows`.
    private func isCount(of after: MessageFollowing) -> Bool {
        gap.contains(":") && !gap.contains("\"") && after.isCounted
    }

    /// Whether the preceding words announce an id.
    func announcesIdentifier(of word: MessageWord) -> Bool {
        guard gap.count <= 4, gap.contains(where: { ":=#\"'".contains($0) }),
            gap.allSatisfy({ " :=#\"'([".contains($0) })
        else { return false }
        return Self.identifiers.contains(last)
            || last.count > 2
                && (last.hasSuffix("id") && Self.idOwners.contains(String(last.dropLast(2))))
    }

    private static let identifiers: Set<String> = [
        "id", "ids", "uuid", "guid", "trace", "traceid", "requestid", "correlationid", "spanid",
        "nonce", "etag",
    ]
    private static let idOwners: Set<String> = [
        "request", "trace", "span", "correlation", "job", "run", "task", "batch", "user", "account",
        "customer", "order", "event", "session", "message", "transaction", "object", "record",
    ]
}
