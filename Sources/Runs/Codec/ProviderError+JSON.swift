/// An error as a JSON array of kind and payload, so that processes that do not poll can show it.
extension ProviderError {
    var json: JSONValue {
        switch self {
        case .unreachable(let failure): .array([.string("unreachable")] + failure.json)
        case .refused(let problem): .array([.string("refused"), problem.json])
        case .unreadable(let body): .array([.string("unreadable")] + body.json)
        case .secret(let failure): .array([.string("secret")] + failure.json)
        case .cancelled: .array([.string("cancelled")])
        case .held(let hold): .array([.string("held")] + hold.json)
        }
    }

    init?(json: JSONValue) {
        guard let parts = json.elements, let kind = parts.first?.string else { return nil }
        let rest = Array(parts.dropFirst())
        let error: ProviderError? =
            switch kind {
            case "unreachable": TransportFailure(json: rest).map(ProviderError.unreachable)
            case "refused": rest.first.flatMap(APIProblem.init(json:)).map(ProviderError.refused)
            case "unreadable": UnreadableBody(json: rest).map(ProviderError.unreadable)
            case "secret": SecretFailure(json: rest).map(ProviderError.secret)
            case "cancelled": .cancelled
            case "held": Throttle(json: rest).map(ProviderError.held)
            // Written by a later version.
            default: nil
            }
        guard let error else { return nil }
        self = error
    }
}

extension ProviderError.TransportFailure {
    fileprivate var json: [JSONValue] {
        switch self {
        case .unknownHost(let host): [.string("unknown-host"), .string(host)]
        case .connectionRefused: [.string("connection-refused")]
        case .connectTimedOut: [.string("connect-timed-out")]
        case .timedOut: [.string("timed-out")]
        case .connectionLost: [.string("connection-lost")]
        case .tls(let reason): [.string("tls"), .string(reason)]
        case .tooLarge(let limit): [.string("too-large"), .integer(limit)]
        case .redirected(let status): [.string("redirected"), .integer(status)]
        case .foreignLink: [.string("foreign-link")]
        case .proxy(let trouble, let server):
            [.string("proxy"), .string(server), .string(trouble.word)]
        case .other(let name): [.string("other"), .string(name)]
        }
    }

    fileprivate init?(json: [JSONValue]) {
        let text = json.dropFirst().first?.string ?? ""
        let number = json.dropFirst().first?.integer.flatMap { Int(exactly: $0) } ?? 0
        switch json.first?.string {
        case "unknown-host": self = .unknownHost(text)
        case "connection-refused": self = .connectionRefused
        case "connect-timed-out": self = .connectTimedOut
        case "timed-out": self = .timedOut
        case "connection-lost": self = .connectionLost
        case "tls": self = .tls(text)
        case "too-large": self = .tooLarge(limit: number)
        case "redirected": self = .redirected(status: number)
        case "foreign-link": self = .foreignLink
        case "proxy":
            let word = json.dropFirst(2).first?.string
            guard let trouble = ProviderError.ProxyTrouble.all.first(where: { $0.word == word })
            else { return nil }
            self = .proxy(trouble, server: text)
        case "other": self = .other(text)
        default: return nil
        }
    }
}

extension ProviderError.ProxyTrouble {
    fileprivate static var all: [Self] { [.unreachable, .wantsCredentials, .refused, .brokeOff] }

    fileprivate var word: String {
        switch self {
        case .unreachable: "unreachable"
        case .wantsCredentials: "wants-credentials"
        case .refused: "refused"
        case .brokeOff: "broke-off"
        }
    }
}

extension ProviderError.UnreadableBody {
    fileprivate var json: [JSONValue] {
        switch self {
        case .notJSON(let mediaType):
            [.string("not-json")] + (mediaType.map { [.string($0)] } ?? [])
        case .notHTTP: [.string("not-http")]
        case .undecodable(let coding): [.string("undecodable"), .string(coding)]
        case .tooManyValues(let limit): [.string("too-many-values"), .integer(limit)]
        case .missing(let field): [.string("missing"), .string(field)]
        case .tooLong(let field): [.string("too-long"), .string(field)]
        case .circular: [.string("circular")]
        case .tooMuch(let limit): [.string("too-much"), .integer(limit)]
        }
    }

    fileprivate init?(json: [JSONValue]) {
        let text = json.dropFirst().first?.string
        let number = json.dropFirst().first?.integer.flatMap { Int(exactly: $0) } ?? 0
        switch json.first?.string {
        case "not-json": self = .notJSON(mediaType: text)
        case "not-http": self = .notHTTP
        case "undecodable": self = .undecodable(coding: text ?? "")
        case "too-many-values": self = .tooManyValues(limit: number)
        case "missing": self = .missing(field: text ?? "")
        case "too-long": self = .tooLong(field: text ?? "")
        case "circular": self = .circular
        case "too-much": self = .tooMuch(limit: number)
        default: return nil
        }
    }
}

extension APIProblem {
    fileprivate var json: JSONValue {
        var object = JSONFields()
        object.add("status", status)
        object.add("code", code)
        object.add("title", title)
        object.add("message", message)
        for id in supportIDs { object.add(id.kind.rawValue, id.text) }
        object.add("retry_after", retryAfter.map { .integer($0) })
        object.add("budget", budget?.json)
        object.add("credentials", credentials == .client ? "client" : nil)
        return object.value
    }

    fileprivate init?(json: JSONValue) {
        guard let status = json.count("status") else { return nil }
        self.init(status: status)
        code = json.text("code")
        title = json.text("title")
        message = json.text("message")
        supportIDs = SupportID.Kind.allCases.compactMap { kind in
            json.text(kind.rawValue).map { SupportID(kind, $0) }
        }
        retryAfter = json["retry_after"]?.integer
        budget = json["budget"].map(RateBudget.init(json:))
        credentials = json.text("credentials") == "client" ? .client : .token
    }
}

extension SecretFailure {
    fileprivate var json: [JSONValue] {
        switch self {
        case .variableUnset(let place): [.string("variable-unset")] + (place?.json ?? [])
        case .fileUnreadable(let place, let reason):
            [.string("file-unreadable"), .string(reason)] + (place?.json ?? [])
        case .fileExposed(let path): [.string("file-exposed"), .string(path)]
        case .notARegularFile(let path): [.string("not-a-regular-file"), .string(path)]
        case .fileOfSomebodyElse(let path): [.string("file-of-somebody-else"), .string(path)]
        case .commandFailed(let name, let exitCode):
            [.string("command-failed"), .string(name), .integer(exitCode)]
        case .commandTimedOut(let name): [.string("command-timed-out"), .string(name)]
        case .commandNotFound(let place): [.string("command-not-found")] + (place?.json ?? [])
        case .commandRefused(let name, let reason):
            [.string("command-refused"), .string(name), .string(reason)]
        case .empty(let origin): [.string("empty")] + origin.json
        case .tooLarge(let origin): [.string("too-large")] + origin.json
        case .notText(let origin): [.string("not-text")] + origin.json
        case .malformed(let origin): [.string("malformed")] + origin.json
        }
    }

    fileprivate init?(json: [JSONValue]) {
        let rest = json.dropFirst()
        let text = rest.first?.string ?? ""
        switch json.first?.string {
        case "variable-unset": self = .variableUnset(Self.place(Array(rest)))
        case "file-unreadable":
            // Earlier versions wrote the path before the reason.
            let reason = rest.count == 2 ? rest.last?.string ?? "" : text
            self = .fileUnreadable(Self.place(Array(rest.dropFirst())), reason: reason)
        case "file-exposed": self = .fileExposed(path: text)
        case "not-a-regular-file": self = .notARegularFile(path: text)
        case "file-of-somebody-else": self = .fileOfSomebodyElse(path: text)
        case "command-failed":
            let code = rest.dropFirst().first?.integer ?? 0
            self = .commandFailed(name: text, exitCode: Int32(truncatingIfNeeded: code))
        case "command-timed-out": self = .commandTimedOut(name: text)
        case "command-not-found": self = .commandNotFound(Self.place(Array(rest)))
        case "command-refused":
            self = .commandRefused(name: text, reason: rest.dropFirst().first?.string ?? "")
        case "empty": self = .empty(SecretOrigin(json: Array(rest)))
        case "too-large": self = .tooLarge(SecretOrigin(json: Array(rest)))
        case "not-text": self = .notText(SecretOrigin(json: Array(rest)))
        case "malformed": self = .malformed(SecretOrigin(json: Array(rest)))
        default: return nil
        }
    }
}

extension SecretPlace {
    /// Key, file and line.
    fileprivate var json: [JSONValue] {
        [.string(key), .string(file)] + (line.map { [.integer($0)] } ?? [])
    }
}

extension SecretFailure {
    /// Reads a place; nil if there is none, as in what earlier versions wrote.
    fileprivate static func place(_ json: [JSONValue]) -> SecretPlace? {
        guard json.count >= 2, let key = json[0].string, let file = json[1].string else {
            return nil
        }
        let line = json.count > 2 ? json[2].integer.flatMap { Int(exactly: $0) } : nil
        return SecretPlace(file: file, line: line, key: key)
    }
}

extension SecretOrigin {
    fileprivate var json: [JSONValue] {
        switch self {
        case .variable(let name): [.string("variable"), .string(name)]
        case .file(let path): [.string("file"), .string(path)]
        case .command(let name): [.string("command"), .string(name)]
        case .settings: [.string("settings")]
        }
    }

    fileprivate init(json: [JSONValue]) {
        let text = json.dropFirst().first?.string ?? ""
        switch json.first?.string {
        case "variable": self = .variable(text)
        case "file": self = .file(text)
        case "command": self = .command(text)
        default: self = .settings
        }
    }
}
