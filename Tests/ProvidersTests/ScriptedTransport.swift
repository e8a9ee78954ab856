import Foundation
import Providers
import Runs
import Testing

/// Answers calls from a closure, and remembers them.
actor ScriptedTransport: Transport {
    typealias Script = @Sendable (ScriptedCall) throws(ProviderError) -> HTTPReply

    private(set) var calls: [ScriptedCall] = []
    private var script: Script

    init(_ script: @escaping Script) { self.script = script }

    /// Answers every call with the same JSON.
    init(json: String) { script = { _ in .json(json) } }

    func send(_ call: HTTPCall) async throws(ProviderError) -> HTTPReply {
        let call = ScriptedCall(call, index: calls.count)
        calls.append(call)
        return try script(call)
    }

    /// Answers differently from now on.
    func answer(_ script: @escaping Script) { self.script = script }

    func forgetCalls() { calls = [] }
}

/// A call as a server sees it.
struct ScriptedCall: Sendable {
    let call: HTTPCall
    /// How many calls came before it.
    let index: Int
    let path: String
    let query: [String: String]

    init(_ call: HTTPCall, index: Int) {
        self.call = call
        self.index = index
        let parts = URLComponents(string: call.url)
        path = parts?.path ?? ""
        var query: [String: String] = [:]
        for item in parts?.queryItems ?? [] { query[item.name] = item.value }
        self.query = query
    }

    func header(_ name: String) -> String? { call.headers.first { $0.name == name }?.value }
}

extension HTTPReply {
    static func json(
        _ text: String, status: Int = 200, headers: [HeaderField] = []
    ) -> HTTPReply {
        HTTPReply(
            status: status,
            headers: HeaderFields([HeaderField("Content-Type", "application/json")] + headers),
            body: Array(text.utf8))
    }

    /// A refusal that asks for a wait of seven seconds.
    static func wait(_ status: Int) -> HTTPReply {
        json("{}", status: status, headers: [HeaderField("Retry-After", "7")])
    }

    static func json(_ value: JSONValue) -> HTTPReply { json(JSONWriter.text(of: value)) }
}

extension APIClient {
    /// An account at a scripted API.
    static func scripted(
        _ transport: any Transport, now: Timestamp = .test,
        secret: @escaping SecretResolver = { Secret("key") }
    ) throws -> APIClient {
        let base = try #require(BaseURL("https://api.example.com"))
        return APIClient(baseURL: base, secret: secret, transport: transport, now: { now })
    }
}

extension Timestamp {
    /// The time that tests take for now.
    static let test = at("2026-06-07T12:00:00Z")

    static func at(_ text: String) -> Timestamp {
        Timestamp.parse(text)?.timestamp ?? Timestamp(milliseconds: 0)
    }

    static func + (time: Timestamp, seconds: Int64) -> Timestamp {
        time.advanced(byMilliseconds: seconds * 1_000)
    }

    static func - (time: Timestamp, seconds: Int64) -> Timestamp { time + -seconds }
}

/// Reads JSON that a test wrote.
func json(_ text: String) throws -> JSONValue { try JSONParser.parse(Array(text.utf8)) }
