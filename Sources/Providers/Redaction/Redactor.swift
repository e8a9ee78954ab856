package import Runs
import Synchronization

/// Removes the secrets in use from every text that is shown, logged or thrown. All code that
/// handles secrets shares one redactor, and registers each secret first.
package final class Redactor: Sendable {
    /// How many bytes of a text to search if the text is cut.
    private static let longestLook = 4_096
    private static let longestExcerpt = 500

    private struct Held {
        /// The secrets, each with its number of users and its forms.
        var secrets: [Secret: (count: Int, patterns: [SecretPattern])] = [:]
        var all = Forms([])
        /// The forms to search for in runs.
        var long = Forms([])

        mutating func index() {
            let patterns = secrets.values.flatMap(\.patterns)
            all = Forms(patterns)
            long = Forms(patterns.filter(\.isOfLongSecret))
        }
    }

    /// Forms of secrets by their possible first bytes; empty without secrets.
    private struct Forms {
        /// By first byte, unencoded.
        private var plain: [[SecretPattern]] = []
        /// By mark and what follows it, encoded.
        private var marked: [[SecretPattern]] = []
        /// Whether any form may begin with each byte.
        private(set) var mayBegin: [Bool] = []

        init(_ patterns: [SecretPattern]) {
            guard !patterns.isEmpty else { return }
            plain = Array(repeating: [], count: 256)
            marked = Array(repeating: [], count: SecretSpelling.slots)
            for pattern in patterns {
                for byte in pattern.first?.bytes ?? [] { plain[Int(byte)].append(pattern) }
                for slot in pattern.first?.markedSlots ?? [] { marked[slot].append(pattern) }
            }
            mayBegin = plain.enumerated().map { byte, forms in
                !forms.isEmpty || SecretSpelling.isMark(UInt8(byte))
            }
        }

        func those(at index: Int, in text: UnsafeBufferPointer<UInt8>) -> [SecretPattern] {
            let usual = plain[Int(text[index])]
            guard SecretSpelling.isMark(text[index]) else { return usual }
            let encoded = marked[SecretSpelling.slot(of: text[index...])]
            return usual.isEmpty ? encoded : usual + encoded
        }
    }

    private let held = Mutex(Held())

    /// Creates a redactor without secrets.
    package init() {}

    /// Registers a secret in each of its forms: as it is, and in base64 within any text, each
    /// perhaps percent-encoded or escaped as in a JSON string, and that perhaps twice. Ignores a
    /// secret under four bytes, which ordinary text may contain.
    package func learn(_ secret: Secret) {
        let patterns = SecretPattern.all(of: secret)
        held.withLock { held in
            if let known = held.secrets[secret] {
                held.secrets[secret] = (known.count + 1, known.patterns)
                return
            }
            held.secrets[secret] = (1, patterns)
            held.index()
        }
    }

    /// Drops a secret once as many users have dropped it as have registered it.
    func remove(_ secret: Secret) {
        held.withLock { held in
            guard let known = held.secrets[secret] else { return }
            guard known.count == 1 else {
                held.secrets[secret] = (known.count - 1, known.patterns)
                return
            }
            held.secrets[secret] = nil
            held.index()
        }
    }

    var secretCount: Int { held.withLock { $0.secrets.count } }

    /// Replaces secrets by `<secret>`. Cost: linear in the text, times the forms its bytes may
    /// begin.
    package func redact(_ text: String) -> String {
        redact(text, of: held.withLock { $0.all }, upTo: .max) ?? text
    }

    /// Replaces each secret that is too long to be part of a run's name.
    func redactLong(_ text: String) -> String {
        redact(text, of: held.withLock { $0.long }, upTo: .max) ?? text
    }

    /// Redacts the beginning of a text of any length, and returns at most 500 characters. Cuts
    /// after redacting, so that no half of a secret remains.
    func excerpt(_ text: String) -> String {
        let start = redact(text, of: held.withLock { $0.all }, upTo: Self.longestLook) ?? text
        return String(start.prefix(Self.longestExcerpt))
    }

    /// Redacts the first bytes, and the whole of a secret that begins there; nil if unchanged.
    private func redact(_ text: String, of forms: Forms, upTo limit: Int) -> String? {
        let mayBegin = forms.mayBegin
        var text = text
        return text.withUTF8 { bytes in
            var output: [UInt8] = []
            // Where the bytes begin that are not copied yet.
            var rest = 0
            var index = 0
            let stop = min(bytes.count, limit)
            while index < stop {
                guard !mayBegin.isEmpty, mayBegin[Int(bytes[index])] else {
                    index += 1
                    continue
                }
                var end: Int?
                for form in forms.those(at: index, in: bytes) {
                    guard let found = form.end(in: bytes, from: index) else { continue }
                    end = max(end ?? found, found)
                }
                guard let end else {
                    index += 1
                    continue
                }
                output += bytes[rest..<index]
                output += "<secret>".utf8
                (rest, index) = (end, end)
            }
            guard rest > 0 || stop < bytes.count else { return nil }
            // An end within a character would not be text.
            while index > rest, index < bytes.count, bytes[index] & 0xC0 == 0x80 { index -= 1 }
            output += bytes[rest..<index]
            return String(decoding: output, as: UTF8.self)
        }
    }

    /// Whether a body holds a secret that is too long to be part of a run's name.
    func holdsSecret(_ body: [UInt8]) -> Bool {
        let long = held.withLock { $0.long }
        guard !long.mayBegin.isEmpty else { return false }
        return body.withUnsafeBufferPointer { bytes in
            long.mayBegin.withUnsafeBufferPointer { mayBegin in
                for index in bytes.indices where mayBegin[Int(bytes[index])] {
                    for form in long.those(at: index, in: bytes)
                    where form.end(in: bytes, from: index) != nil { return true }
                }
                return false
            }
        }
    }

    /// Wraps a resolver, and registers its secrets.
    package func learning(_ resolve: @escaping SecretResolver) -> SecretResolver {
        let recent = RecentSecrets(redactor: self)
        return { () async throws(SecretFailure) in
            let secret = try await resolve()
            recent.add(secret)
            return secret
        }
    }

    /// Redacts the texts of an error, and cuts them to a readable length.
    package func redact(_ error: ProviderError) -> ProviderError {
        switch error {
        case .refused(let problem): return .refused(redact(problem))
        case .unreachable(.tls(let reason)): return .unreachable(.tls(excerpt(reason)))
        case .unreachable(.other(let reason)): return .unreachable(.other(excerpt(reason)))
        case .unreadable(.notJSON(let mediaType)):
            return .unreadable(.notJSON(mediaType: mediaType.map(excerpt)))
        case .unreachable, .unreadable, .secret, .cancelled, .held: return error
        }
    }

    func redact(_ problem: APIProblem) -> APIProblem {
        var problem = problem
        problem.code = problem.code.map(excerpt)
        problem.title = problem.title.map(excerpt)
        problem.message = problem.message.map(excerpt)
        problem.supportIDs = problem.supportIDs.map { SupportID($0.kind, excerpt($0.text)) }
        return problem
    }
}

extension Redactor {
    /// Redacts a response, so that no repeated secret is stored; secrets that may be part of a
    /// run's name stay. Cost: one pass over the body, and no more unless it holds a secret.
    func redact(_ value: JSONValue, of body: [UInt8]) -> JSONValue {
        holdsSecret(body) ? redact(value) : value
    }

    private func redact(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(redactLong(text))
        case .array(let elements): .array(elements.map(redact))
        case .object(let members):
            .object(members.map { JSONValue.Member(redactLong($0.key), redact($0.value)) })
        case .number(let digits): redact(number: digits)
        case .null, .bool: value
        }
    }

    /// A secret of digits may appear as a number; redacted, it becomes text.
    private func redact(number digits: String) -> JSONValue {
        let reported = redactLong(digits)
        return reported == digits ? .number(digits) : .string(reported)
    }
}
