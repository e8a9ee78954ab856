import Runs

/// Hides credentials in a response before it is logged: the tokens and passwords that a vendor
/// holds for the systems it connects.
enum CredentialMask {
    /// The endings of credential names, in lower case and without separators.
    private static let endings = [
        "token", "tokens", "secret", "secrets", "password", "passwords", "passwd", "passphrase",
        "pwd", "jwt", "apikey", "apikeys", "accesskey", "accesskeyid", "secretkey", "privatekey",
        "signingkey", "authorization", "cookie", "cookies", "credential", "credentials",
        "connectionstring",
    ]
    /// Names with these endings that only continue a list.
    private static let harmless = ["pagetoken", "cursortoken", "continuationtoken"]
    /// How many bytes before a value to search for its name.
    private static let longestName = 64
    private static let mark = "<secret>"

    /// Replaces each text and number that is a credential by `<secret>`, at any depth below its
    /// name and within texts that are JSON. Returns an unchanged body without credentials; of a
    /// body that is not JSON, what precedes the first credential.
    static func masked(_ body: [UInt8]) -> [UInt8] {
        guard let value = try? JSONParser.parse(body) else { return beginning(body) }
        let reported = masked(value)
        return reported == value ? body : Array(JSONWriter.text(of: reported).utf8)
    }

    /// Ends before a credential's value, which follows `"token":`, `"token\":` or `token=`.
    private static func beginning(_ body: [UInt8]) -> [UInt8] {
        for (index, byte) in body.enumerated()
        where byte == UInt8(ascii: ":") || byte == UInt8(ascii: "=") {
            let before = body[max(0, index - longestName)..<index].reversed()
            let between = before.prefix { !isNamePart($0) }
            // In prose, no quote precedes a colon.
            guard byte == UInt8(ascii: "=") || between.contains(UInt8(ascii: "\"")) else {
                continue
            }
            let name = before.dropFirst(between.count).prefix(while: isNamePart).reversed()
            if isCredential(String(decoding: name, as: UTF8.self)) {
                return body[...index] + Array(mark.utf8)
            }
        }
        return body
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
        case _: false
        }
    }

    static func isCredential(_ name: String) -> Bool {
        let plain = name.lowercased().filter { $0.isLetter || $0.isNumber }
        return endings.contains(where: plain.hasSuffix)
            && !harmless.contains(where: plain.hasSuffix)
    }

    private static func masked(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null, .bool, .number: value
        case .string(let text): .string(masked(text))
        case .array(let elements): .array(elements.map(masked))
        case .object(let members):
            .object(
                members.map { member in
                    let isCredential = isCredential(member.key)
                    return JSONValue.Member(
                        member.key, isCredential ? hidden(member.value) : masked(member.value))
                })
        }
    }

    /// A text that is JSON itself, as queues and hooks pass it on, is searched as well.
    private static func masked(_ text: String) -> String {
        guard [UInt8(ascii: "{"), UInt8(ascii: "[")].contains(text.utf8.first),
            let value = try? JSONParser.parse(Array(text.utf8))
        else { return text }
        let reported = masked(value)
        return reported == value ? text : JSONWriter.text(of: reported)
    }

    private static func hidden(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null, .bool: value
        case .number: .string(mark)
        case .string(let text): .string(text.isEmpty ? text : mark)
        case .array(let elements): .array(elements.map(hidden))
        case .object(let members):
            .object(members.map { JSONValue.Member($0.key, hidden($0.value)) })
        }
    }
}
