@testable import Providers
import Testing

@Suite struct BaseURLTests {
    @Test(arguments: [
        ("https://api.wellapp.ai", "https://api.wellapp.ai/v1/x"),
        ("https://api.wellapp.ai/", "https://api.wellapp.ai/v1/x"),
        ("HTTPS://API.Wellapp.ai:443", "https://api.wellapp.ai/v1/x"),
        ("https://data.example.com/functions/v1/", "https://data.example.com/functions/v1/v1/x"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/v1/x"),
        ("http://127.9.8.7", "http://127.9.8.7/v1/x"),
        ("http://localhost:1", "http://localhost:1/v1/x"),
        ("http://[::1]:9", "http://[::1]:9/v1/x"),
    ])
    func `a base stands before the documented path`(text: String, url: String) throws {
        let base = try #require(BaseURL(text))
        #expect(base.url("/v1/x", []) == url)
    }

    @Test(arguments: [
        "http://api.wellapp.ai", "http://127.0.0.1.example.com", "http://localhost.example.com",
        "http://127.0.0.1@example.com", "http://10.0.0.1", "http://127.1", "ftp://localhost",
        "https://user:word@example.com", "https://example.com?x=1", "https://example.com#x",
        "https://", "example.com", "", "https://exa mple.com", "https://example.com:99999",
        "https://example.com:65536/x", "http://[::1]:99999", "http://127.0.0.1:0",
        "http://127.0.0.1:", "https://example.com:184467440737095516160",
    ])
    func `a base that may not be called is none`(text: String) {
        #expect(BaseURL(text) == nil)
    }

    @Test func `every character that means something in a query is encoded`() throws {
        let base = try #require(BaseURL("https://example.com"))
        let url = base.url("/x", [QueryItem("page[limit]", "a+b c&d=e/?#é%"), QueryItem("n", "")])
        #expect(
            url == "https://example.com/x?page%5Blimit%5D=a%2Bb%20c%26d%3De%2F%3F%23%C3%A9%25&n=")
    }

    @Test(arguments: [
        "https://example.com/api/v1/x?cursor=a%2Bb", "/v1/x?cursor=a%2Bb", "?cursor=a%2Bb",
        "HTTPS://EXAMPLE.COM:443/api/v1?cursor=a%2Bb",
    ])
    func `a link of the same origin gives its parameters`(link: String) throws {
        let base = try #require(BaseURL("https://example.com/api"))
        #expect(base.query(ofLink: link) == [QueryItem("cursor", "a+b")])
    }

    @Test(arguments: [
        "https://evil.example/api/v1?cursor=a", "http://example.com/api/v1?cursor=a",
        "https://example.com:444/api/v1?cursor=a", "https://example.com/other?cursor=a",
        "https://example.com/apiary?cursor=a", "https://user@example.com/api/v1?cursor=a",
        "//evil.example/api/v1?cursor=a", "https://example.com.evil.example/api/v1?cursor=a",
        "https://example.com@evil.example/api/v1?cursor=a",
        "https://user:word@example.com/api/v1?cursor=a", "https://example.com/api/../v1?cursor=a",
        "https://example.com/api/%2e%2E/v1?cursor=a", "https://example.com/api/..%2fv1?cursor=a",
        "https://example.com/api/.%5c/v1?cursor=a", "/api/../../etc?cursor=a", "../v1?cursor=a",
        "ftp://example.com/api/v1?cursor=a", "https:/api/v1?cursor=a",
    ])
    func `a link that leads elsewhere gives none`(link: String) throws {
        let base = try #require(BaseURL("https://example.com/api"))
        #expect(base.query(ofLink: link) == nil)
    }

    @Test(arguments: [
        ("https://API.example.com", "api.example.com", 443), ("https://a.b:8443", "a.b", 8_443),
        ("https://a.b:80", "a.b", 80), ("http://localhost", "localhost", 80),
        ("http://[::1]:9", "::1", 9),
    ])
    func `a base has a host and a port, which may be its scheme's own`(
        text: String, host: String, port: Int
    ) throws {
        let base = try #require(BaseURL(text))
        #expect(base.host == host)
        #expect(base.port == port)
    }

    private static let links: [(String, [QueryItem])] = [
        ("/v1/x", []), ("https://a.b?x=1", [QueryItem("x", "1")]),
        ("https://a.b/?x=1", [QueryItem("x", "1")]),
        ("?a&b=", [QueryItem("a", ""), QueryItem("b", "")]),
        ("?a=1&a=2", [QueryItem("a", "1"), QueryItem("a", "2")]),
    ]

    @Test(arguments: links)
    func `a link gives all of its parameters, and may have none`(
        link: String, items: [QueryItem]
    ) throws {
        let base = try #require(BaseURL("https://a.b///"))
        #expect(base.url("/v1/x", []) == "https://a.b/v1/x")
        #expect(base.query(ofLink: link) == items)
    }

    @Test(arguments: ["/api/./v1?a=b", "/api/%2E/v1?a=b", "/api/%2e./v1?a=b", "/a%2Fb?a=b"])
    func `a link whose path some server reads in another way gives none`(link: String) throws {
        let base = try #require(BaseURL("https://example.com/api"))
        #expect(base.query(ofLink: link) == nil)
    }

    @Test func `all but unreserved characters are encoded, with two digits each`() {
        #expect(PercentEncoding.encode("\u{0}\t\u{F}\u{10}") == "%00%09%0F%10")
        #expect(PercentEncoding.encode("azAZ09-._~") == "azAZ09-._~")
        #expect(PercentEncoding.encode("@[`{/:") == "%40%5B%60%7B%2F%3A")
    }
}
