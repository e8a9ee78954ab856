@testable import Providers
import Runs
import Testing

struct ProxySettingsTests {
    private func proxy(
        to url: String = "https://api.example.com/x", _ environment: [String: String]
    ) throws -> ProxyServer? {
        let base = try #require(BaseURL(url))
        let settings = ProxySettings(environment: environment)
        return try Result { () throws(ProxyMistake) in try settings.proxy(to: base) }.get()
    }

    @Test(arguments: [
        ("http://proxy.corp:3128", "proxy.corp:3128"), ("proxy.corp:3128", "proxy.corp:3128"),
        ("http://proxy.corp", "proxy.corp:80"), ("HTTP://PROXY.corp:81/", "proxy.corp:81"),
        ("http://[::1]:8080", "[::1]:8080"), ("http://127.0.0.1:8080", "127.0.0.1:8080"),
    ])
    func `a proxy is read from its address`(text: String, place: String) throws {
        let found = try #require(try proxy(["HTTPS_PROXY": text]))
        #expect(found.place == place)
        #expect(found.credentials == nil)
    }

    @Test func `user and password are decoded, and shown nowhere`() throws {
        let found = try #require(
            try proxy(["https_proxy": "http://ada:p%40ss%3Aword@proxy.corp:3128"]))
        #expect(found.credentials == Secret("ada:p@ss:word"))
        #expect(found.secrets == [Secret("ada:p@ss:word"), Secret("p@ss:word")])
        var dumped = ""
        dump(found, to: &dumped)
        #expect(!"\(found) \(String(reflecting: found)) \(dumped)".contains("p@ss"))
    }

    @Test func `the small spelling counts, an empty one means none, and HTTP_PROXY nothing`() throws
    {
        let both = ["https_proxy": "http://small:1", "HTTPS_PROXY": "http://large:1"]
        #expect(try proxy(both)?.place == "small:1")
        #expect(try proxy(["https_proxy": "", "HTTPS_PROXY": "http://large:1"]) == nil)
        #expect(try proxy(["HTTP_PROXY": "http://p:1", "http_proxy": "http://p:1"]) == nil)
        #expect(try proxy([:]) == nil)
    }

    @Test(arguments: [
        "https://127.0.0.1:8443", "http://127.0.0.1:8080", "https://localhost", "http://[::1]:9",
    ])
    func `this machine is never reached through a proxy`(url: String) throws {
        #expect(try proxy(to: url, ["HTTPS_PROXY": "http://proxy:1"]) == nil)
        #expect(try proxy(to: url, ["HTTPS_PROXY": "::broken::"]) == nil)
    }

    @Test(arguments: [
        ("socks5://ada:word@proxy:1", ProxyMistake.Reason.scheme("socks5")),
        ("https://ada:word@proxy:1", .scheme("https")), ("http://", .malformed),
        ("http://proxy:99999", .malformed), ("proxy:65536", .malformed),
        ("http://[::1]:0", .malformed), ("http://proxy:", .malformed),
        ("http://ada:word@proxy:184467440737095516160", .malformed), ("proxy:x", .malformed),
        ("http://proxy:1/path", .malformed),
        ("http://exa mple:1", .malformed), ("http://ada:wo rd@proxy:1", .malformed),
    ])
    func `an address that cannot be used is told without its text`(
        text: String, reason: ProxyMistake.Reason
    ) throws {
        let error = #expect(throws: ProxyMistake.self) { try proxy(["https_proxy": text]) }
        #expect(error == ProxyMistake(variable: "https_proxy", reason: reason))
        #expect(!String(reflecting: error).contains("word"))
    }

    @Test(arguments: [
        ("*", "https://api.example.com"), ("api.example.com", "https://api.example.com"),
        ("example.com", "https://api.example.com"), (".example.com", "https://api.example.com"),
        ("*.example.com", "https://api.example.com"), ("EXAMPLE.com.", "https://API.example.COM"),
        ("other, example.com", "https://api.example.com"),
        ("other example.com:443", "https://api.example.com"),
        ("example.com:8443", "https://api.example.com:8443"), ("10.1.2.3", "https://10.1.2.3"),
        ("10.1.2.3:443", "https://10.1.2.3"), ("10.0.0.0/8", "https://10.200.3.4:99"),
        ("10.1.2.0/23", "https://10.1.3.9"), ("fd00::/8", "https://[fd12::1]"),
        ("[fd12::1]:443", "https://[fd12::1]"), ("fd12::1", "https://[fd12:0::1]"),
    ])
    func `what NO_PROXY names is reached directly`(list: String, url: String) throws {
        let environment = ["HTTPS_PROXY": "http://proxy:1", "NO_PROXY": list]
        #expect(try proxy(to: url, environment) == nil)
        #expect(try proxy(to: url, ["HTTPS_PROXY": "http://proxy:1", "no_proxy": list]) == nil)
    }

    @Test(arguments: [
        ("", "https://api.example.com"), (",, ,", "https://api.example.com"),
        ("ample.com", "https://api.example.com"),
        ("api.example.com.evil", "https://api.example.com"),
        ("example.com:8443", "https://api.example.com"), ("10.1.2.3", "https://10.1.2.30"),
        ("10.0.0.0/8", "https://11.0.0.1"), ("10.1.2.0/23", "https://10.1.4.1"),
        ("10.0.0.0/99", "https://10.0.0.1"), ("fd00::/8", "https://[fe00::1]"),
        ("10.0.0.0/8", "https://10.example.com"), (".", "https://api.example.com"),
    ])
    func `what it does not name goes through the proxy`(list: String, url: String) throws {
        let environment = ["HTTPS_PROXY": "http://proxy:1", "NO_PROXY": list]
        #expect(try proxy(to: url, environment)?.place == "proxy:1")
    }

    private static let exemptions: [(String, String, Int, Bool)] = [
        ("example.com", "api.example.com.", 443, true), ("example.com", "example.com", 9, true),
        ("example.com:8443", "example.com", 8_443, true),
        ("example.com:8443", "example.com", 443, false), ("*:9", "a.b", 9, true),
        ("*:9", "a.b", 8, false), ("0.0.0.0/0", "10.200.3.4", 1, true),
        ("0.0.0.0/0", "fd12::1", 1, false), ("::/0", "10.0.0.1", 1, false),
        ("::/0", "fd12::1", 1, true), ("10.1.2.3/32", "10.1.2.3", 1, true),
        ("10.1.2.3/32", "10.1.2.2", 1, false), ("10.1.2.2/31", "10.1.2.3", 1, true),
        ("10.0.0.0/33", "10.0.0.1", 1, false), ("10.0.0.0/-1", "10.0.0.1", 1, false),
        ("fd12::1/128", "fd12::1", 1, true), ("fd12::1/128", "fd12::", 1, false),
        ("fd12::/129", "fd12::1", 1, false), ("[fd12::1]:9", "fd12::1", 9, true),
        ("[fd12::1]:9", "fd12::1", 8, false), ("10.1.2.3:9", "10.1.2.3", 8, false),
    ]

    @Test(arguments: exemptions)
    func `an exemption is of a name, of an address or of a network's first bits`(
        entry: String, host: String, port: Int, isCovered: Bool
    ) {
        #expect(ProxyExemption(entry)?.covers(host, port: port) == isCovered)
    }

    @Test func `an exemption without a name is none, and a user may have no password`() throws {
        #expect(ProxyExemption(".") == nil && ProxyExemption("*.") == nil)
        let found = try #require(try proxy(["https_proxy": "http://ada@proxy.corp:3128"]))
        #expect(found.credentials == Secret("ada:"))
        #expect(found.secrets == [Secret("ada:")])
    }
}
