import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing

@testable import Simulator

/// An answer over HTTP.
struct Answer: Sendable {
    var status: Int
    var headers: [String: String]
    var text: String

    /// The body as JSON; null where it is none.
    var json: Received { (try? Received(json: text)) ?? .null }
}

/// Runs a simulator for the length of a test.
func withSimulator(
    _ configuration: SimulatorConfiguration, _ body: (SimulatorServer) async throws -> Void
) async throws {
    let server = try await SimulatorServer.start(configuration)
    do {
        try await body(server)
    } catch {
        await server.shutdown()
        throw error
    }
    await server.shutdown()
}

extension SimulatorServer {
    /// Sends a request with the vendor's key, or with another `Authorization`, or with none; with
    /// a body it is a POST of JSON.
    func ask(
        _ vendor: SimulatedVendor, _ path: String, method: String = "GET",
        authorization: String? = "key", body: String? = nil
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: baseURL(for: vendor) + path)
        request.method = HTTPMethod(rawValue: method)
        if let body {
            request.method = .POST
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(Array(body.utf8))
        }
        if let authorization {
            let value = authorization == "key" ? "Bearer \(key(for: vendor))" : authorization
            request.headers.add(name: "authorization", value: value)
        }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(300))
        var headers: [String: String] = [:]
        for header in response.headers { headers[header.name.lowercased()] = header.value }
        let body = try await response.body.collect(upTo: 1 << 24)
        return Answer(
            status: Int(response.status.code), headers: headers, text: String(buffer: body))
    }

    /// Reads all pages of one of Well's lists.
    func wellRows(_ path: String, limit: Int) async throws -> [Received] {
        var rows: [Received] = []
        var suffix = ""
        for _ in 0..<mostPages {
            let page = try await ask(.well, "\(path)?limit=\(limit)\(suffix)").json
            rows += page["data"].elements
            guard let next = page[path: "links", "next"].string else { return rows }
            suffix = "&cursor=\(next)"
        }
        throw EndlessPages()
    }

    /// Reads all pages of one of Polytomic's lists.
    func polytomicRows(_ path: String, _ query: String) async throws -> [Received] {
        var rows: [Received] = []
        var suffix = ""
        for _ in 0..<mostPages {
            let page = try await ask(.polytomic, "\(path)?\(query)\(suffix)").json
            rows += page["data"].elements
            guard let next = page[path: "pagination", "next_page_token"].string else {
                return rows
            }
            suffix = "&page_token=\(next)"
        }
        throw EndlessPages()
    }
}

/// After how many pages a list has no end, as far as a test goes.
let mostPages = 10_000

/// A list went on and on.
struct EndlessPages: Error {}

extension VendorAPI {
    /// Asks the API without a server, as the holder of its key; with a body it is a POST.
    mutating func ask(_ target: String, at now: Moment, body: String? = nil) -> Answer {
        let request = SimulatedRequest(
            method: body == nil ? "GET" : "POST", target: target,
            headers: ["authorization": "Bearer \(key)"], body: Array((body ?? "").utf8))
        let response = respond(to: request, at: now)
        return Answer(
            status: response.status, headers: [:],
            text: String(decoding: response.body, as: UTF8.self))
    }
}

extension Moment {
    /// When most tests begin: 2026-06-07T08:00:00Z.
    static let start = Moment(microseconds: 1_780_819_200_000_000)
}

/// Reads a time that a test has written itself.
func moment(_ text: String) throws -> Moment {
    try #require(Moment(text))
}
