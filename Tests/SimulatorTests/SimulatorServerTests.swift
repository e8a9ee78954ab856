import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Simulator
import Testing

struct SimulatorServerTests {
    private let logs = "/v1/workspace-connector-sync-logs"

    @Test func `the config names every vendor, its address and its key`() async throws {
        try await withSimulator(SimulatorConfiguration(history: 4)) { server in
            let text = server.configText()
            #expect(text.split(separator: "[[source]]").count == SimulatedVendor.allCases.count + 1)
            for vendor in SimulatedVendor.allCases {
                #expect(text.contains("name     = \"\(vendor.rawValue)\"\n"))
                #expect(text.contains("provider = \"\(vendor.rawValue)\"\n"))
                #expect(text.contains("base-url = \"\(server.baseURL(for: vendor))\"\n"))
                let isClient = vendor == .elasticPath
                #expect(
                    text.contains("token    = \"\(server.key(for: vendor))\"\n") != isClient)
            }
            #expect(text.contains("http://127.0.0.1:\(server.port)/well"))
        }
    }

    @Test func `requests are counted and recorded by vendor`() async throws {
        try await withSimulator(SimulatorConfiguration(history: 4)) { server in
            _ = try await server.ask(.well, logs + "?limit=3")
            _ = try await server.ask(.well, logs, authorization: "Bearer no")
            #expect(await server.requestCount(for: .well) == 2)
            #expect(await server.requestCount(for: .polytomic) == 0)
            let recorded = await server.requests(to: .well)
            #expect(recorded.map(\.status) == [200, 401])
            #expect(recorded[0].request.path == logs)
            #expect(recorded[0].request.parameter("limit") == "3")
            #expect(recorded[1].request.headers["authorization"] == "Bearer no")
        }
    }

    @Test func `overrides act in their order, as often as told, on one vendor`() async throws {
        try await withSimulator(SimulatorConfiguration(history: 4)) { server in
            await server.override(.rateLimited(retryAfter: 30, times: 2), for: .well)
            await server.override(.html(), for: .well)
            await server.override(
                ResponseOverride(times: nil) { request, own in
                    var response = own
                    response.status = request.parameter("limit") == "2" ? 500 : own.status
                    return response
                }, for: .well)
            for _ in 0..<2 {
                let answer = try await server.ask(.well, logs)
                #expect(answer.status == 429)
                #expect(answer.headers["retry-after"] == "30")
            }
            #expect(try await server.ask(.polytomic, "/api/events").status == 200)
            #expect(try await server.ask(.well, logs).text.hasPrefix("<html>"))
            #expect(try await server.ask(.well, logs).status == 200)
            #expect(try await server.ask(.well, logs + "?limit=2").status == 500)
            await server.removeOverrides(for: .well)
            #expect(try await server.ask(.well, logs + "?limit=2").status == 200)
        }
    }

    @Test func `a world can be replaced, so that a run seen running is then seen failed`()
        async throws
    {
        let clock = ManualClock(try moment("2026-06-07T08:00:10Z"))
        var log = WellLog(
            pk: 1, id: "a", workspaceConnector: "c", status: "in_progress",
            createdAt: try moment("2026-06-07T08:00:00Z"))
        let running = WellWorld(logs: [log])
        log.status = "error"
        let failed = WellWorld(logs: [log])
        let configuration = SimulatorConfiguration(clock: clock.read, worlds: [.well(running)])
        try await withSimulator(configuration) { server in
            func status() async throws -> Received {
                try await server.ask(.well, logs).json["data"].elements[0][
                    path: "attributes", "status"]
            }
            let before = try await status()
            await server.serve(.well(failed))
            let after = try await status()
            #expect(before == .text("in_progress"))
            #expect(after == .text("error"))
        }
    }

    @Test func `a vendor that hangs delays no other, and stopping the server ends it`()
        async throws
    {
        let server = try await SimulatorServer.start(SimulatorConfiguration(history: 4))
        await server.override(.hang(), for: .well)
        async let hanging = server.ask(.well, logs)
        let deadline = ContinuousClock.now + .seconds(60)
        while await server.requestCount(for: .well) == 0 {
            try #require(ContinuousClock.now < deadline, "the request did not arrive")
            await Task.yield()
        }
        #expect(try await server.ask(.polytomic, "/api/events").status == 200)
        await server.shutdown()
        do {
            let answer = try await hanging
            #expect(answer.status >= 500)
        } catch {
            #expect(error is HTTPClientError)
        }
    }

    @Test func `a port that is taken is refused, and free again after the end`() async throws {
        let first = try await SimulatorServer.start(SimulatorConfiguration(history: 0))
        var configuration = SimulatorConfiguration(history: 0)
        configuration.port = first.port
        let same = configuration
        await #expect(throws: (any Error).self) { try await SimulatorServer.start(same) }
        await first.shutdown()
        // A process that was started meanwhile may have inherited the socket, and holds it a while.
        let deadline = ContinuousClock.now + .seconds(20)
        var second: SimulatorServer?
        while second == nil, ContinuousClock.now < deadline {
            second = try? await SimulatorServer.start(same)
        }
        #expect(second?.port == first.port)
        await second?.shutdown()
    }

    @Test func `a path of no vendor is 404`() async throws {
        try await withSimulator(SimulatorConfiguration(history: 0)) { server in
            for path in ["/", "/nobody/v1", "/welloff"] {
                let request = HTTPClientRequest(url: "http://127.0.0.1:\(server.port)\(path)")
                let response = try await HTTPClient.shared.execute(request, timeout: .seconds(300))
                #expect(response.status.code == 404)
            }
        }
    }
}
