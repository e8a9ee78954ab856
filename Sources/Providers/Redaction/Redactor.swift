package import Runs
import Synchronization

/// Takes the secrets in use out of every text that is shown, logged or thrown.
///
/// One is shared by all that handle secrets: whoever fetches one lets it learn that secret first.
package final class Redactor: Sendable {
    /// How far a text that is cut is looked through at most, in bytes.
    private static let longestLook = 4_096
    /// The greatest length in characters of one text of an error.
    private static let longestExcerpt = 500

    private struct Held {
        /// The secrets, each with how many know it and its forms.
        var secrets: [Secret: (count: Int, patterns: [SecretPattern])] = [:]
        var all = Forms([])
        /// The forms that are looked for in what is told of runs.
        var long = Forms([])

        mutating func index() {
            let patterns = secrets.values.flatMap(\.patterns)
            all = Forms(patterns)
            long = Forms(patterns.filter(\.isOfLongSecret))
        }
    }

    /// Forms of secrets, by the bytes that they may begin with; nothing where there are none.
    private struct Forms {
        /// Those that may begin with each byte as it is.
        private var plain: [[SecretPattern]] = []
        /// Those that may begin with each mark and what follows it.
        private var marked: [[SecretPattern]] = []
        /// Whether any may be written so that it begins with each byte.
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

        /// The forms that may begin at a place of a text.
        func those(at index: Int, in text: UnsafeBufferPointer<UInt8>) -> [SecretPattern] {
            let usual = plain[Int(text[index])]
            guard SecretSpelling.isMark(text[index]) else { return usual }
            let encoded = marked[SecretSpelling.slot(of: text[index...])]
            return usual.isEmpty ? encoded : usual + encoded
        }
    }

    private let held = Mutex(Held())

    /// Begins without any secret.
    package init() {}

    /// Learns a secret in each of the forms that it may be met in: as it is, and in base64 with
    /// whatever stands around it, each of them perhaps percent-encoded or escaped as in a JSON
    /// string, and that perhaps once more.
    ///
    /// A secret of fewer than four bytes is none that could be told from ordinary text.
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

    /// Forgets a secret that is out of use, once as many have forgotten it as had it learnt.
    func forget(_ secret: Secret) {
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

    /// Puts `<secret>` in the place of each secret in a text.
    ///
    /// Cost: linear in the text, times the forms of secrets that begin as its bytes do.
    package func redact(_ text: String) -> String {
        redact(text, of: held.withLock { $0.all }, upTo: .max) ?? text
    }

    /// Puts `<secret>` in the place of each secret that is too long to be a word that runs are
    /// called by.
    func redactLong(_ text: String) -> String {
        redact(text, of: held.withLock { $0.long }, upTo: .max) ?? text
    }

    /// Takes the secrets out of the beginning of a text, which may be of any length.
    ///
    /// It is cut behind them, so that no half of a secret is left.
    ///
    /// - Returns: At most 500 characters.
    func excerpt(_ text: String) -> String {
        let start = redact(text, of: held.withLock { $0.all }, upTo: Self.longestLook) ?? text
        return String(start.prefix(Self.longestExcerpt))
    }

    /// Takes the secrets out of the first bytes of a text; one that begins there is seen as a whole.
    /// Nil where nothing is to be changed.
    private func redact(_ text: String, of forms: Forms, upTo limit: Int) -> String? {
        let mayBegin = forms.mayBegin
        var text = text
        return text.withUTF8 { bytes in
            var output: [UInt8] = []
            // From where on bytes are not taken over yet.
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
            // What ends in the middle of a character would not be text.
            while index > rest, index < bytes.count, bytes[index] & 0xC0 == 0x80 { index -= 1 }
            output += bytes[rest..<index]
            return String(decoding: output, as: UTF8.self)
        }
    }

    /// Whether a body holds a secret that is long enough to be told from what runs are called.
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

    /// Makes a fetcher of a secret whose secrets are learnt.
    package func learning(_ resolve: @escaping SecretResolver) -> SecretResolver {
        let recent = RecentSecrets(redactor: self)
        return { () async throws(SecretFailure) in
            let secret = try await resolve()
            recent.add(secret)
            return secret
        }
    }

    /// Takes the secrets out of what a vendor or a library says of an error, and cuts it to what
    /// a person reads.
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
    /// Takes the secrets out of what an API tells, so that one that it repeats is kept nowhere; but
    /// those that may be a word that runs are called by.
    ///
    /// Cost: a look at each byte of the body that it was read from, and nothing more where that
    /// holds no secret.
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

    /// A key of digits alone may stand there as a number; what is left of it is none.
    private func redact(number digits: String) -> JSONValue {
        let told = redactLong(digits)
        return told == digits ? .number(digits) : .string(told)
    }
}
