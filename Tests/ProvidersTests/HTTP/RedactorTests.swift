import Foundation
@testable import Providers
import Runs
import Synchronization
import Testing

struct RedactorTests {
    private static let secret = "wk_l1ve/Can+ary 42\"é"

    private let redactor: Redactor = {
        let redactor = Redactor()
        redactor.learn(Secret(secret))
        return redactor
    }()

    @Test(arguments: [
        secret, PercentEncoding.encode(secret), PercentEncoding.encode(secret).lowercased(),
        secret.replacing(" ", with: "+"), secret.replacing(" ", with: "%20"),
        secret.replacing("\"", with: "\\\""), secret.replacing("/", with: "\\/"),
        secret.replacing("\"", with: "\\u0022"),
    ])
    func `each way of writing a secret is taken out`(text: String) {
        // Lower case is for the digits of the encoding; the letters of the secret stay as they are.
        let written = text.contains("%2f") ? mixed : text
        #expect(redactor.redact("a \(written) b, \(written)") == "a <secret> b, <secret>")
    }

    /// Percent-encoded with small digits.
    private var mixed: String {
        Self.secret.utf8.map { "%" + String($0, radix: 16) }.joined()
    }

    /// A text as others write it, one encoding in another: `p` for percent, `j` for JSON, `u` for JSON
    /// with a number for each character; the last is outermost.
    private static func written(_ text: String, _ encodings: String) -> String {
        encodings.reduce(text) { text, encoding in
            switch encoding {
            case "p": PercentEncoding.encode(text)
            case "j":
                String(JSONWriter.text(of: .string(text)).dropFirst().dropLast())
                    .replacing("/", with: "\\/")
            case _:
                text.utf16.map { "\\u\(String(UInt32($0) + 0x10000, radix: 16).suffix(4))" }
                    .joined()
            }
        }
    }

    @Test(
        arguments: [secret, "pässwörd-Canary-12🐤", "a\"b\\c/d+e=Canary123456", "1234567890123456"],
        [
            "p", "j", "u", "pp", "jj", "uu", "pj", "jp", "ju", "uj", "up", "pu",
        ])
    func `a secret is found through two encodings, one in another`(
        secret: String, encodings: String
    ) {
        let redactor = Redactor()
        redactor.learn(Secret(secret))
        let written = Self.written(secret, encodings)
        for text in [written, written.replacing("\\u00e4", with: "\\u00E4")] {
            #expect(redactor.redact("a \(text) b, \(text)") == "a <secret> b, <secret>")
            #expect(redactor.redact("\\\(text)\\").contains("<secret>"))
            #expect(redactor.holdsSecret(Array("{\"k\":\"\(text)\"}".utf8)))
        }
    }

    @Test(arguments: [#"pa\\\u0022ss word"#, #"pa\\\"ss word"#, #"pa\u005c\"ss word"#])
    func `a quote is found where its backslash is escaped in another way`(text: String) {
        let redactor = Redactor()
        redactor.learn(Secret("pa\"ss word"))
        #expect(redactor.redact("a \(text) b") == "a <secret> b")
    }

    @Test(arguments: [
        "\\ud83d\\u0064", "\\ud83dx", "\\ude00", "\\u00", "%f", "%", "\\", "\\n", "%%",
    ])
    func `what begins as an escape and is none stays as it is`(text: String) {
        #expect(redactor.redact("wk_l1ve\(text)") == "wk_l1ve\(text)")
        #expect(redactor.redact("\(text)\(Self.secret)") == "\(text)<secret>")
    }

    @Test func `a key of digits is taken out of numbers`() {
        redactor.learn(Secret("1234567890123456"))
        let text = #"{"num":1234567890123456,"n":[12345678901234567,123456789012345,1.5]}"#
        let body = Array(text.utf8)
        let reported = (try? JSONParser.parse(body)).map { redactor.redact($0, of: body) }
        #expect(
            reported
                == .object([
                    .init("num", .string("<secret>")),
                    .init(
                        "n",
                        .array([
                            .string("<secret>7"), .number("123456789012345"), .number("1.5"),
                        ])),
                ]))
    }

    @Test func `a short secret stays in what is told of runs, also beside a long one`() {
        redactor.learn(Secret("12345"))
        let value = JSONValue.object([
            .init("k", .string(Self.secret)), .init("name", .string("job 12345")),
            .init("ms", .number("12345")),
        ])
        let reported = redactor.redact(value, of: Array(JSONWriter.text(of: value).utf8))
        #expect(reported["k"] == .string("<secret>"))
        #expect(reported["name"] == .string("job 12345") && reported["ms"] == .number("12345"))
        #expect(redactor.redact("job 12345") == "job <secret>")
    }

    @Test(.timeLimit(.minutes(10))) func `marks without end are looked through in no time`() {
        for mark in ["\\", "%", "%25", "\\u005c", "\\u", "\\\""] {
            let body = Array(String(repeating: mark, count: 20_000).utf8)
            #expect(!redactor.holdsSecret(body))
        }
    }

    @Test(arguments: ["", "o", "or", "org:", "organization:", "ada:pass:"], ["", "x", "yz"])
    func `base64 is taken out wherever the secret stands in it`(before: String, after: String) {
        let data = Data((before + Self.secret + after).utf8)
        let plain = data.base64EncodedString()
        let url = plain.replacing("+", with: "-").replacing("/", with: "_")
        for text in [plain, url, PercentEncoding.encode(plain)] {
            let reported = redactor.redact("Basic \(text)")
            #expect(reported.hasPrefix("Basic "))
            #expect(reported.contains("<secret>"))
            // What is left belongs to what stands around it.
            #expect(reported.count < "Basic <secret>".count + (before.count + after.count + 6) * 2)
        }
    }

    @Test func `other text stays as it is, that with a piece of the secret too`() {
        for text in ["", "nothing", "wk_l1ve/Can", "%", "%2", "100%", "\\u00", "é", "é\\"] {
            #expect(redactor.redact(text) == text)
        }
        #expect(Redactor().redact("anything") == "anything")
    }

    @Test func `a secret that no one could tell from text is none`() {
        let redactor = Redactor()
        redactor.learn(Secret("abc"))
        #expect(redactor.redact("abc") == "abc")
    }

    @Test func `every text of an error is looked through`() {
        var problem = APIProblem(status: 401)
        problem.code = "c \(Self.secret)"
        problem.title = "t \(Self.secret)"
        problem.message = "m \(Self.secret)"
        problem.supportIDs = [SupportID(.request, Self.secret)]
        let errors: [ProviderError] = [
            .refused(problem), .unreachable(.other(Self.secret)), .unreachable(.tls(Self.secret)),
            .unreadable(.notJSON(mediaType: Self.secret)),
        ]
        for error in errors {
            let reported = String(reflecting: redactor.redact(error))
            #expect(reported.contains("<secret>"))
            #expect(!reported.contains("wk_l1ve"))
        }
    }

    @Test func `a secret whose bytes read in several ways is found in no time`() {
        let redactor = Redactor()
        redactor.learn(Secret(String(repeating: "\\", count: 60)))
        let text = String(repeating: "\\", count: 200)
        #expect(redactor.redact(text).hasPrefix("<secret>"))
        #expect(redactor.redact("\(text)x").hasSuffix("x"))
    }

    @Test func `a long text is cut behind its secrets, with no half of one left`() {
        let long = String(repeating: "é", count: 1 << 20)
        #expect(redactor.excerpt(long) == String(repeating: "é", count: 500))
        for before in [0, 3, 490, 499, 500, 501] {
            let start = String(repeating: "x", count: before)
            let reported = redactor.excerpt(start + Self.secret + long)
            #expect(reported.count == 500)
            #expect(!reported.contains("wk_"))
        }
        // Wherever the look ends, the secret that begins before it is seen as a whole.
        let many = String(repeating: Self.secret, count: 1_000)
        let covered = String(repeating: "<secret>", count: 63).prefix(500)
        #expect(redactor.excerpt(many) == String(covered))
    }

    @Test func `an error's texts are cut`() {
        var problem = APIProblem(status: 500)
        problem.message = String(repeating: "m", count: 1 << 20)
        problem.code = problem.message
        let reported = redactor.redact(problem)
        #expect(reported.message?.count == 500)
        #expect(reported.code?.count == 500)
    }

    @Test func `of secrets that follow one another the last few are looked for`() async throws {
        let redactor = Redactor()
        let numbers = Mutex(0)
        let resolve = redactor.learning {
            Secret("token-\(numbers.withLock { $0 += 1; return $0 })-abcdef")
        }
        for _ in 0..<50 { _ = try await resolve() }
        #expect(redactor.secretCount == RecentSecrets.mostKept)
        #expect(redactor.redact("token-50-abcdef token-49-abcdef") == "<secret> <secret>")
        #expect(redactor.redact("token-1-abcdef") == "token-1-abcdef")
    }

    @Test func `a secret that somebody else still has is not forgotten`() {
        redactor.learn(Secret(Self.secret))
        redactor.remove(Secret(Self.secret))
        #expect(redactor.redact(Self.secret) == "<secret>")
        redactor.remove(Secret(Self.secret))
        #expect(redactor.redact(Self.secret) == Self.secret)
    }

    @Test func `four bytes are a secret, and twelve are none that a run is called by`() {
        let redactor = Redactor()
        redactor.learn(Secret("abcd"))
        #expect(redactor.redact("x abcd") == "x <secret>")
        redactor.learn(Secret("elevenbytes"))
        redactor.learn(Secret("twelve-bytes"))
        #expect(redactor.redactLong("elevenbytes twelve-bytes abcd") == "elevenbytes <secret> abcd")
        #expect(!redactor.holdsSecret(Array("elevenbytes abcd".utf8)))
        #expect(redactor.holdsSecret(Array("twelve-bytes".utf8)))
    }

    @Test func `a secret that is used again is not the oldest`() {
        let redactor = Redactor()
        let recent = RecentSecrets(redactor: redactor)
        let secrets = ["a", "b", "c", "d", "a", "e"].map { "secret-\($0)-123456" }
        for secret in secrets { recent.add(Secret(secret)) }
        #expect(redactor.secretCount == 4)
        #expect(redactor.redact(secrets[0]) == "<secret>")
        #expect(redactor.redact(secrets[1]) == secrets[1])
    }

    @Test func `a secret that came twice in a row is forgotten like any other`() {
        let redactor = Redactor()
        let recent = RecentSecrets(redactor: redactor)
        let secrets = ["a", "a", "b", "c", "d", "e"].map { "secret-\($0)-123456" }
        for secret in secrets { recent.add(Secret(secret)) }
        #expect(redactor.secretCount == 4)
        #expect(redactor.redact(secrets[0]) == secrets[0])
        #expect(redactor.redact(secrets[2]) == "<secret>")
    }

    @Test func `a plus stands for a blank, and nothing else for a plus`() {
        let redactor = Redactor()
        redactor.learn(Secret("key with+plus/es"))
        #expect(redactor.redact("key+with+plus/es") == "<secret>")
        for text in ["key with-plus/es", "key with plus/es", "key with+plus_es"] {
            #expect(redactor.redact(text) == text)
        }
    }
}
