@testable import Providers
import Runs
import Synchronization
import Testing

/// How a client walks through the pages of a list, and what it makes of an answer.
@Suite struct ListWalkTests {
    private func walk(
        _ transport: ScriptedTransport, _ size: PageSize? = nil
    ) async throws -> [JSONValue] {
        try await APIClient.scripted(transport).list(
            TokenList(
                path: "/v1/x", query: [QueryItem("q", "1")], size: size, rows: "rows", token: "t"),
            read: { $0 }
        ) { reply throws(ProviderError) in reply.value["next"]?.string }
    }

    @Test func `each page is asked for with the query, the size and the newest token`()
        async throws
    {
        let transport = ScriptedTransport { call in
            let next = call.index < 2 ? "\"p\(call.index)\"" : "null"
            return .json(#"{"rows":[\#(call.index)],"next":\#(next)}"#)
        }
        let rows = try await walk(transport, PageSize("limit", 50))
        #expect(rows == [.number("0"), .number("1"), .number("2")])
        let start = ["q": "1", "limit": "50"]
        #expect(
            await transport.calls.map(\.query) == [
                start, start.merging(["t": "p0"]) { $1 }, start.merging(["t": "p1"]) { $1 },
            ])
    }

    @Test func `a list has two hundred pages at most, and the last one counts`() async throws {
        let transport = ScriptedTransport { call in
            .json(#"{"rows":[\#(call.index)],"next":"t\#(call.index)"}"#)
        }
        let rows = try await walk(transport)
        #expect(rows == (0..<200).map { JSONValue.number(String($0)) })
        #expect(await transport.calls.count == 200)
    }

    @Test(arguments: [(99_999, 2), (100_000, 1)])
    func `a hundred thousand rows end a list`(count: Int, calls: Int) async throws {
        let full = "[" + String(repeating: "1,", count: count - 1) + "1]"
        let transport = ScriptedTransport { call in
            .json(
                call.index == 0
                    ? #"{"rows":\#(full),"next":"a"}"# : #"{"rows":[],"next":null}"#)
        }
        #expect(try await walk(transport).count == count)
        #expect(await transport.calls.count == calls)
    }

    @Test(arguments: [
        "{}", #"{"rows":{}}"#, #"{"rows":1}"#, #"{"rows":"a"}"#, #"{"rows":true}"#, "[]",
    ])
    func `an answer without the list is unreadable`(text: String) throws {
        let reply = APIReply(value: try json(text), budget: nil)
        #expect(throws: ProviderError.unreadable(.missing(field: "rows"))) {
            try reply.rows("rows")
        }
    }

    @Test func `a list that is null is empty`() throws {
        let reply = APIReply(value: try json(#"{"rows":null}"#), budget: nil)
        #expect(try reply.rows("rows").isEmpty)
    }

    private static let outcomes: [(Int, ProviderError?)] = [
        (200, nil), (299, nil), (100, .unreachable(.redirected(status: 100))),
        (199, .unreachable(.redirected(status: 199))),
        (300, .unreachable(.redirected(status: 300))),
        (399, .unreachable(.redirected(status: 399))), (400, .refused(APIProblem(status: 400))),
        (599, .refused(APIProblem(status: 599))), (600, .refused(APIProblem(status: 600))),
    ]

    @Test(arguments: outcomes)
    func `a status says whether an answer is read, led away or refused`(
        status: Int, error: ProviderError?
    ) async throws {
        let client = try APIClient.scripted(ScriptedTransport { _ in .json("{}", status: status) })
        let outcome: ProviderError?
        do throws(ProviderError) {
            _ = try await client.get("/v1/x")
            outcome = nil
        } catch {
            outcome = error
        }
        #expect(outcome == error)
    }

    @Test(arguments: [(401, 2, ["never"]), (403, 1, ["new", "never"])])
    func `a secret is fetched anew once, and only where it was not taken`(
        status: Int, calls: Int, left: [String]
    ) async throws {
        let transport = ScriptedTransport { _ in .json("{}", status: status) }
        let secrets = Mutex(["old", "new", "never"])
        let client = try APIClient.scripted(transport) {
            Secret(secrets.withLock { $0.removeFirst() })
        }
        await #expect(throws: ProviderError.refused(APIProblem(status: status))) {
            try await client.get("/v1/x")
        }
        #expect(await transport.calls.count == calls)
        #expect(secrets.withLock { $0 } == left)
    }

    @Test func `a form is encoded field by field, and goes unsigned`() async throws {
        let transport = ScriptedTransport(json: #"{"ok":1}"#)
        let reply = try await APIClient.scripted(transport).post(
            "/token", form: [QueryItem("a&b", "c d"), QueryItem("e", "=")])
        #expect(reply.byteCount == 8)
        let call = try #require(await transport.calls.first)
        #expect(call.call.url == "https://api.example.com/token")
        #expect(call.call.form == Secret("a%26b=c%20d&e=%3D"))
        #expect(call.call.authorization == nil)
    }

    @Test func `an answer tells its length and its budget`() async throws {
        let transport = ScriptedTransport { _ in
            .json(#"{"ok":1}"#, headers: [HeaderField("X-RateLimit-Reset", "42")])
        }
        let reply = try await APIClient.scripted(transport).get("/v1/x")
        #expect(reply.byteCount == 8)
        #expect(reply.budget == RateBudget(limit: nil, remaining: nil, resetsAt: .test + 42))
    }

    @Test(arguments: [true, false])
    func `a client's bound of values outlasts its dialect`(isFirst: Bool) async throws {
        let transport = ScriptedTransport { call in
            .json(call.path == "/v1/few" ? "[1,2]" : "[1,2,3]")
        }
        let dialect = APIDialect(errors: ErrorEnvelope())
        let start = try APIClient.scripted(transport)
        let client =
            isFirst
            ? start.reading(atMostValues: 3).speaking(dialect)
            : start.speaking(dialect).reading(atMostValues: 3)
        #expect(try await client.get("/v1/few").value.elements?.count == 2)
        await #expect(throws: ProviderError.unreadable(.tooManyValues(limit: 3))) {
            try await client.get("/v1/many")
        }
    }

    @Test func `the first field of a name counts, or all of them in their order`() {
        let fields = HeaderFields([
            HeaderField("A", "1"), HeaderField("b", "3"), HeaderField("a", "2"),
        ])
        #expect(fields["a"] == "1")
        #expect(fields.list("A") == "1, 2")
        #expect(fields["c"] == nil && fields.list("c") == nil)
    }

    @Test(
        arguments: [
            (" Application/JSON; charset=utf-8", "application/json"),
            ("text/html ; charset=utf-8", "text/html"), ("text/html\t;charset=utf-8", "text/html"),
            ("text/html ", "text/html"), ("", nil), (" ", nil), ("; charset=utf-8", nil),
            (" ;", nil),
        ] as [(String, String?)])
    func `a media type has no parameters and no blanks around it`(field: String, type: String?) {
        #expect(HeaderFields([HeaderField("content-TYPE", field)]).mediaType == type)
        #expect(HeaderFields([]).mediaType == nil)
    }
}
