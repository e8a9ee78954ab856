import Foundation
import Testing

extension EndToEnd {
    /// What `check` says of a provider that cannot be reached.
    struct CheckTests {
        @Test func `a host without an address is named, with what to do about it`() async throws {
            try await Home.with { home in
                // A label has 63 characters at most: this host is refused without asking anybody.
                let host = String(repeating: "a", count: 64) + ".example"
                let config = try home.write(
                    """
                    [[source]]
                    name = "shop"
                    provider = "leadlex"
                    base-url = "https://\(host)"
                    token = "a-key"
                    """)
                let outcome = try await home.synctop("check", "--config", config)
                #expect(outcome.status == 1)
                #expect(outcome.output.contains(host), "\(outcome.output)")
                #expect(outcome.output.contains("base-url"), "\(outcome.output)")
                let json = try await home.synctop("check", "--config", config, "--format", "json")
                let list = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
                let problem = (list as? [[String: Any]])?.first?["problem"] as? [String: Any]
                #expect(problem?["kind"] as? String == "unreachable")
            }
        }
    }
}
