import Foundation
import Providers
import Runs
import Testing

/// The one provider that is given links to its next pages follows none that leads away.
struct ForeignLinkTests {
    @Test(arguments: [
        "https://evil.example/v1/x?cursor=a", "http://api.example.com/v1/x?cursor=a",
        "https://api.example.com:444/v1/x?cursor=a", "https://api.example.com.evil/v1?cursor=a",
        "https://user@api.example.com/v1/x?cursor=a", "//evil.example/v1/x?cursor=a",
        "https://api.example.com@evil.example/v1?cursor=a",
        "https://api.example.com/v1/../../x?cursor=a", "/v1/%2e%2e/x?cursor=a",
    ])
    func `a foreign link is told, and no request leaves`(link: String) async throws {
        let transport = ScriptedTransport { call in
            guard call.path.hasSuffix("sync-logs") else { return .json(#"{"data":[]}"#) }
            return .json(
                #"{"data":[{"id":"1","attributes":{"status":"success"}}],"links":{"next":"\#(link)"}}"#
            )
        }
        let provider = WellProvider(client: try .scripted(transport), workspace: nil)
        let request = PageRequest(position: nil, since: .test - 3_600, now: .test)
        await #expect(throws: ProviderError.unreachable(.foreignLink)) {
            _ = try await provider.page(request)
        }
        let calls = await transport.calls
        #expect(calls.allSatisfy { $0.call.url.hasPrefix("https://api.example.com/v1/") })
        #expect(calls.allSatisfy { $0.query["cursor"] == nil })
    }
}
