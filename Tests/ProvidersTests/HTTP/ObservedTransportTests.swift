@testable import Providers
import Runs
import Synchronization
import Testing

/// What is told of a call once it is over.
@Suite struct ObservedTransportTests {
    /// Makes a call that ends so many milliseconds after it began.
    private func exchange(
        _ reply: Result<HTTPReply, ProviderError>, lasting milliseconds: Int64
    ) async throws -> Exchange {
        let times = Mutex([Timestamp.test])
        let reported = Mutex<[Exchange]>([])
        let end = Timestamp.test.advanced(byMilliseconds: milliseconds)
        let observed = ObservedTransport(
            ScriptedTransport { _ throws(ProviderError) in try reply.get() },
            now: { times.withLock { $0.popLast() } ?? end },
            observe: { exchange in reported.withLock { $0.append(exchange) } })
        _ = try? await observed.send(
            HTTPCall(url: "https://h.example/p", headers: [], authorization: nil))
        let exchanges = reported.withLock { $0 }
        #expect(exchanges.count == 1)
        return try #require(exchanges.first)
    }

    /// How long a call lasts, the date of the answer, the duration that is told, and by how much
    /// the clock is ahead.
    private static let clocks: [(Int64, String?, Int64, Int64?)] = [
        (2_500, "Sun, 07 Jun 2026 12:00:01 GMT", 2_500, 1_500),
        (0, "Sun, 07 Jun 2026 12:00:05 GMT", 0, -5_000), (10, "now", 10, nil), (10, nil, 10, nil),
        // The clock was set back meanwhile.
        (-3_000, nil, 0, nil),
    ]

    @Test(arguments: clocks)
    func `the duration of a call is told, and how far the clocks are apart`(
        milliseconds: Int64, date: String?, duration: Int64, lead: Int64?
    ) async throws {
        let headers = date.map { [HeaderField("Date", $0)] } ?? []
        let reported = try await exchange(
            .success(.json("{}", headers: headers)), lasting: milliseconds)
        #expect(reported.duration == duration)
        #expect(reported.clockLead == lead)
    }

    @Test func `a budget counts from the answer, and a failure has none`() async throws {
        let headers = [HeaderField("X-RateLimit-Reset", "42")]
        let reported = try await exchange(.success(.json("{}", headers: headers)), lasting: 2_500)
        #expect(reported.budget?.resetsAt == Timestamp.test.advanced(byMilliseconds: 44_500))
        let failed = try await exchange(.failure(.unreachable(.timedOut)), lasting: 7)
        #expect(failed.budget == nil && failed.clockLead == nil && failed.duration == 7)
        #expect(failed.body(limit: 100) == nil)
    }

    private func exchange(_ url: String, json: String? = nil, body: String = "") -> Exchange {
        Exchange(
            call: HTTPCall(url: url, headers: [], authorization: nil, json: json),
            outcome: .success(.json(body)), duration: 0, budget: nil, clockLead: nil)
    }

    private static let addresses: [(String, String, String?)] = [
        ("https://h.example:8/p/q?a=1?b=2", "/p/q", "a=1?b=2"),
        ("https://h.example?a=1", "", "a=1"), ("https://h.example", "", nil),
        ("https://h.example/p?", "/p", ""), ("https://h.example/p:x", "/p:x", nil),
    ]

    @Test(arguments: addresses)
    func `an address is told as path and query`(url: String, path: String, query: String?) {
        let reported = exchange(url)
        #expect(reported.path == path)
        #expect(reported.query == query)
    }

    @Test(arguments: [nil, "{}"])
    func `a body is told without credentials, and cut behind that`(json: String?) {
        let reported = exchange("https://h.example/p", json: json, body: #"{"token":"abc","n":1}"#)
        #expect(reported.body(limit: 100) == #"{"token":"<secret>","n":1}"#)
        #expect(reported.body(limit: 9) == #"{"token":"#)
        #expect(reported.body(limit: 15) == #"{"token":"<secr"#)
    }
}
