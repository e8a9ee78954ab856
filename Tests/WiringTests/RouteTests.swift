import Foundation
import Runs
import Testing
import Wiring

/// What stands between a source and its provider: certificates and proxies.
struct RouteTests {
    private func complaint(
        _ lines: String, environment: [String: String] = [:]
    ) async throws -> Complaint? {
        let composition = try TemporaryHome.with { home in
            try home.write(
                """
                [[source]]
                name = "shop"
                provider = "leadlex"
                token = { env = "A" }
                \(lines)
                """)
            return try Composition(
                configFile: nil, sources: [],
                environment: home.environment.merging(environment) { $1 })
        }
        do throws(Complaint) {
            await (try ConnectedSources(composition, log: .silent)).disconnect()
            return nil
        } catch {
            return error
        }
    }

    @Test func `a file of authorities that cannot be used is a complaint that names it`()
        async throws
    {
        let missing = try await complaint("ca-file = \"/nowhere/ca.pem\"")
        #expect(missing?.status == .config)
        #expect(
            missing?.lines == ["source \"shop\": ca-file: /nowhere/ca.pem: there is no such file"])
        let folder = try await complaint("ca-file = \"/etc\"")
        #expect(
            folder?.lines
                == ["source \"shop\": ca-file: /etc: cannot be read: it is not a regular file"])
        let broken = try await complaint("ca-file = \"/etc/hostname\"")
        #expect(
            broken?.lines
                == ["source \"shop\": ca-file /etc/hostname holds no certificate in PEM form"])
    }

    @Test func `a proxy that cannot be used is a complaint without its address`() async throws {
        let socks = try await complaint(
            "", environment: ["HTTPS_PROXY": "socks5://ada:password1@proxy:1080"])
        #expect(socks?.status == .config)
        #expect(
            socks?.lines == [
                "source \"shop\": HTTPS_PROXY cannot be used: a proxy over socks5 is not supported, "
                    + "only over http; correct it, or name the source's host in NO_PROXY"
            ])
        let odd = try await complaint("", environment: ["https_proxy": "http://ada:pass word1@p"])
        #expect(odd?.lines.first?.contains("https_proxy cannot be used: it is no address") == true)
        #expect(odd?.lines.first?.contains("word1") == false)
    }

    @Test func `what is not needed may be broken`() async throws {
        let exempt = ["HTTPS_PROXY": "broken://", "NO_PROXY": "leadlex.com"]
        #expect(try await complaint("", environment: exempt) == nil)
        let loopback = "base-url = \"http://127.0.0.1:1\""
        #expect(try await complaint(loopback, environment: ["HTTPS_PROXY": "::"]) == nil)
        #expect(try await complaint("", environment: ["HTTPS_PROXY": "http://proxy:3128"]) == nil)
    }
}
