import Runs

/// Takes out of an answer, before it is told in a log, what others prove themselves with: the tokens
/// and passwords that a vendor holds for the systems it connects.
enum CredentialMask {
    /// How the names of members end whose values are credentials, in small letters, without what
    /// parts their words.
    private static let endings = [
        "token", "tokens", "secret", "secrets", "password", "passwords", "passwd", "passphrase",
        "pwd", "jwt", "apikey", "apikeys", "accesskey", "accesskeyid", "secretkey", "privatekey",
        "signingkey", "authorization", "cookie", "cookies", "credential", "credentials",
        "connectionstring",
    ]
    /// Names that end like these, and whose values only lead on.
    private static let harmless = ["pagetoken", "cursortoken", "continuationtoken"]
    /// How far before a value its name is looked for, in bytes.
    private static let longestName = 64
    private static let mark = "<secret>"

    /// The answer with `<secret>` for each text and number that is told as a credential, however deep
    /// below the name of one it stands, and in texts that are JSON themselves.
    ///
    /// - Returns: It as it is where no credential is in it; where it is no JSON as a whole, what
    ///   stands before the first credential.
    static func masked(_ body: [UInt8]) -> [UInt8] {
        guard let value = try? JSONParser.parse(body) else { return beginning(body) }
        let told = masked(value)
        return told == value ? body : Array(JSONWriter.text(of: told).utf8)
    }

    /// What stands before the value of a credential: `"token":`, `"token\":` or `token=`.
    private static func beginning(_ body: [UInt8]) -> [UInt8] {
        for (index, byte) in body.enumerated()
        where byte == UInt8(ascii: ":") || byte == UInt8(ascii: "=") {
            let before = body[max(0, index - longestName)..<index].reversed()
            let between = before.prefix { !isNamePart($0) }
            // Prose has colons too; there no quote stands before them.
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

    /// A text that is JSON itself, as queues and hooks hand it on, is looked through as well.
    private static func masked(_ text: String) -> String {
        guard [UInt8(ascii: "{"), UInt8(ascii: "[")].contains(text.utf8.first),
            let value = try? JSONParser.parse(Array(text.utf8))
        else { return text }
        let told = masked(value)
        return told == value ? text : JSONWriter.text(of: told)
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
