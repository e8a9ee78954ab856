import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Simulator
import Testing

struct FaultTests {
    private static let logs = "/v1/workspace-connector-sync-logs"

    private func withFaults(
        _ text: String, spell: Double? = nil, clock: ManualClock? = nil,
        _ body: (SimulatorServer) async throws -> Void
    ) async throws {
        let clock = try clock ?? ManualClock(moment("2026-06-07T08:00:00Z"))
        let plan = FaultPlan(try SimulatedFault.list(text), spell: spell)
        try await withSimulator(
            SimulatorConfiguration(history: 40, clock: clock.read, faults: plan), body)
    }

    @Test func `a list of faults is read, each of all vendors or of one`() throws {
        let two = try SimulatedFault.list("500,hang:polytomic")
        #expect(two == [SimulatedFault(.serverError), SimulatedFault(.hang, of: .polytomic)])
        for kind in FaultKind.allCases {
            let one = try SimulatedFault.list(kind.rawValue)
            #expect(one == [SimulatedFault(kind)])
        }
    }

    @Test(
        arguments: [
            ("teapot", SimulatedFault.Mistake.unknownKind("teapot")),
            ("", .unknownKind("")),
            ("500,", .unknownKind("")),
            ("500:", .unknownVendor("")),
            ("500:wel", .unknownVendor("wel")),
            ("500:well:twice", .unknownVendor("well:twice")),
        ])
    func `an unknown word is named`(text: String, mistake: SimulatedFault.Mistake) {
        #expect(throws: mistake) { try SimulatedFault.list(text) }
    }

    @Test(arguments: [
        ("401", "UNAUTHORIZED", "unauthorized"), ("403", "FORBIDDEN", "forbidden"),
        ("429", "TOO_MANY_REQUESTS", "too_many_requests"),
        ("500", "INTERNAL_SERVER_ERROR", "internal_server_error"),
    ])
    func `a refusal comes in the vendor's own words`(
        kind: String, code: String, key: String
    ) async throws {
        try await withFaults(kind) { server in
            let well = try await server.ask(.well, Self.logs)
            #expect(well.status == Int(kind))
            #expect(well.json["code"] == .text(code))
            #expect(well.json["status"].integer == Int(kind))
            #expect(well.json.keys == ["code", "status", "title", "message", "meta"])
            let polytomic = try await server.ask(.polytomic, "/api/events")
            #expect(polytomic.status == Int(kind))
            #expect(polytomic.json["key"] == .text(key))
            #expect(polytomic.json.keys == ["key", "message", "metadata", "status"])
            let wait = kind == "429" ? String(FaultKind.retryAfter) : nil
            #expect(well.headers["retry-after"] == wait)
            #expect(polytomic.headers["retry-after"] == wait)
        }
    }

    @Test(arguments: SimulatedVendor.allCases)
    func `every vendor refuses with JSON and the status asked for`(
        vendor: SimulatedVendor
    ) async throws {
        for status in [401, 403, 429, 500] {
            try await withFaults("\(status):\(vendor.rawValue)") { server in
                let answer = try await server.ask(vendor, "/anything")
                #expect(answer.status == status)
                #expect(!answer.json.keys.isEmpty)
            }
        }
    }

    @Test func `a fault of one vendor leaves the others alone`() async throws {
        try await withFaults("500:well") { server in
            let failing = try await server.ask(.well, Self.logs)
            let other = try await server.ask(.polytomic, "/api/events")
            #expect(failing.status == 500)
            #expect(other.status == 200)
        }
    }

    @Test func `several faults of a vendor take turns`() async throws {
        try await withFaults("500,401:well") { server in
            var statuses: [Int] = []
            for _ in 0..<3 { statuses.append(try await server.ask(.well, Self.logs).status) }
            #expect(statuses == [500, 401, 500])
        }
    }

    @Test func `faults with a rhythm come and go`() async throws {
        let clock = ManualClock(.start)
        try await withFaults("500:well", spell: 20, clock: clock) { server in
            var statuses: [Int] = []
            for _ in 0..<5 {
                statuses.append(try await server.ask(.well, Self.logs).status)
                clock.advance(seconds: 10)
            }
            #expect(statuses == [500, 500, 200, 200, 500])
        }
    }

    @Test func `a web page and a redirect to another origin look as they do in the wild`()
        async throws
    {
        try await withFaults("html:well,redirect:polytomic") { server in
            let page = try await server.ask(.well, Self.logs)
            #expect(page.status == 200)
            #expect(page.headers["content-type"]?.hasPrefix("text/html") == true)
            #expect(page.text.hasPrefix("<!DOCTYPE html>"))

            var configuration = HTTPClient.Configuration()
            configuration.redirectConfiguration = .disallow
            try await HTTPClient.withHTTPClient(configuration: configuration) { client in
                let request = HTTPClientRequest(
                    url: server.baseURL(for: .polytomic) + "/api/events")
                let answer = try await client.execute(request, timeout: .seconds(300))
                #expect(answer.status.code == 302)
                let location = try #require(answer.headers.first(name: "location"))
                #expect(URL(string: location)?.host() == "sign-in.invalid")
            }
        }
    }

    @Test(arguments: ["truncate", "reset"])
    func `a body that is announced whole breaks off`(kind: String) async throws {
        try await withFaults("\(kind):well") { server in
            var request = HTTPClientRequest(url: server.baseURL(for: .well) + Self.logs)
            request.headers.add(
                name: "authorization", value: "Bearer \(server.key(for: .well))")
            let answer = try await HTTPClient.shared.execute(request, timeout: .seconds(300))
            #expect(answer.status.code == 200)
            let announced = try #require(
                answer.headers.first(name: "content-length").flatMap(Int.init))
            var count = 0
            do {
                for try await chunk in answer.body { count += chunk.readableBytes }
                Issue.record("the body came to an end")
            } catch {
                #expect(count < announced)
            }
        }
    }

    @Test func `a dripping body begins and does not go on at once, and ends with the server`()
        async throws
    {
        try await withFaults("drip:well") { server in
            let request = HTTPClientRequest(url: server.baseURL(for: .well) + Self.logs)
            let answer = try await HTTPClient.shared.execute(request, timeout: .seconds(300))
            var chunks = answer.body.makeAsyncIterator()
            let first = try await chunks.next()
            #expect(first?.readableBytes == 1)
        }
    }
}
