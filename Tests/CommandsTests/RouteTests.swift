import Commands
import Foundation
import Runs
import Testing

/// What stands between a source and its provider: certificates and proxies.
struct RouteTests {
    private func failure(
        _ lines: String, more: String = "", environment: [String: String] = [:]
    ) async throws -> CommandError? {
        do {
            let composition = try TemporaryHome.with { home in
                try home.write(
                    """
                    [[source]]
                    name = "shop"
                    provider = "leadlex"
                    token = { env = "A" }
                    \(lines)

                    """ + more)
                return try Composition(
                    configFile: nil, sources: [],
                    environment: home.environment.merging(environment) { $1 })
            }
            await (try ConnectedSources(composition, log: .silent)).disconnect()
            return nil
        } catch let failure as CommandError {
            return failure
        }
    }

    /// The lines without the folder of the configuration, which is another one each time.
    private func lines(of failure: CommandError?) -> [String]? {
        failure?.lines.map { line in
            let place = line.range(of: "config.toml:")
            return place.map { String(line[$0.lowerBound...]) } ?? line
        }
    }

    @Test(arguments: [
        ("/nowhere/ca.pem", "there is no such file"),
        ("/etc", "it cannot be read: it is not a regular file"),
        ("/etc/hostname", "there is no certificate in it"),
    ])
    func `a file of authorities that cannot be used is a mistake at its line`(
        file: String, reason: String
    ) async throws {
        let found = try await failure("ca-file = \"\(file)\"")
        #expect(found?.status == .config)
        #expect(
            lines(of: found) == [
                "config.toml:5: source \"shop\": ca-file: expected a file of certificates in PEM "
                    + "form, found \"\(file)\": \(reason)"
            ])
    }

    @Test func `certificates and proxy are told of in one round with all that is wrong`()
        async throws
    {
        let found = try await failure(
            "ca-file = \"/nowhere/ca.pem\"\nintervall = \"1s\"",
            more: """
                [[source]]
                provider = "well"
                ca-file = "/nowhere/other.pem"
                [[source]]
                name = "local"
                provider = "polytomic"
                base-url = "http://127.0.0.1:1"
                [[source]]
                name = "off"
                provider = "polytomic"
                token = { env = "B" }
                ca-file = "/nowhere/off.pem"
                enabled = false
                """, environment: ["HTTPS_PROXY": "socks5://proxy"])
        #expect(found?.status == .config)
        let expected = [
            "config.toml:5: source \"shop\": ca-file: expected a file of certificates in PEM form, "
                + "found \"/nowhere/ca.pem\": there is no such file",
            "config.toml:6: source \"shop\": unknown key \"intervall\"; did you mean "
                + "\"interval\"?",
            "config.toml:7: source 2: missing key \"name\"",
            "config.toml:7: source 2: missing key \"token\"",
            "config.toml:9: source 2: ca-file: expected a file of certificates in PEM form, found "
                + "\"/nowhere/other.pem\": there is no such file",
            "config.toml:10: source \"local\": missing key \"token\"",
            "source \"shop\": HTTPS_PROXY cannot be used: a proxy over socks5 is not supported, only "
                + "over http; correct it, or name the source's host in NO_PROXY",
            "source \"https://api.wellapp.ai\": HTTPS_PROXY cannot be used: a proxy over socks5 is "
                + "not supported, only over http; correct it, or name the source's host in NO_PROXY",
        ]
        #expect(lines(of: found) == expected)
    }

    @Test func `a proxy that cannot be used is a complaint without its address`() async throws {
        let socks = try await failure(
            "", environment: ["HTTPS_PROXY": "socks5://ada:password1@proxy:1080"])
        #expect(socks?.status == .config)
        #expect(
            socks?.lines == [
                "source \"shop\": HTTPS_PROXY cannot be used: a proxy over socks5 is not supported, "
                    + "only over http; correct it, or name the source's host in NO_PROXY"
            ])
        let odd = try await failure("", environment: ["https_proxy": "http://ada:pass word1@p"])
        #expect(odd?.lines.first?.contains("https_proxy cannot be used: it is no address") == true)
        #expect(odd?.lines.first?.contains("word1") == false)
    }

    @Test func `what is not needed may be broken`() async throws {
        let exempt = ["HTTPS_PROXY": "broken://", "NO_PROXY": "leadlex.com"]
        #expect(try await failure("", environment: exempt) == nil)
        let loopback = "base-url = \"http://127.0.0.1:1\""
        #expect(try await failure(loopback, environment: ["HTTPS_PROXY": "::"]) == nil)
        #expect(try await failure("", environment: ["HTTPS_PROXY": "http://proxy:3128"]) == nil)
    }
}
