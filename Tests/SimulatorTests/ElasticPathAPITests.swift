import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Simulator
import Testing

struct ElasticPathAPITests {
    private let logs = "/v2/integrations/logs"

    /// The value of a key in the configuration of a server.
    private func setting(_ key: String, _ server: SimulatorServer) throws -> String {
        let line = try #require(
            server.configText().split(separator: "\n").first { $0.hasPrefix("\(key) ") })
        return String(line.split(separator: "\"")[1])
    }

    private func token(_ form: String, _ server: SimulatorServer) async throws -> Answer {
        let url = server.baseURL(for: .elasticPath) + "/oauth/access_token"
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
        request.body = .bytes(ByteBuffer(string: form))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(300))
        let body = try await response.body.collect(upTo: 1 << 20)
        return Answer(
            status: Int(response.status.code), headers: [:], text: String(buffer: body))
    }

    @Test func `more requests than a second may have are refused until the next one`() async throws
    {
        let clock = ManualClock(try moment("2026-06-07T08:00:00.250Z"))
        let world = ElasticPathWorld(logs: [], requestsPerSecond: 3)
        let configuration = SimulatorConfiguration(
            clock: clock.read, worlds: [.elasticPath(world)])
        try await withSimulator(configuration) { server in
            for _ in 0..<3 { #expect(try await server.ask(.elasticPath, logs).status == 200) }
            let refused = try await server.ask(.elasticPath, logs)
            #expect(refused.status == 429)
            #expect(
                refused.json["errors"].elements.first?["title"] == .text("Too Many Requests"))
            clock.set(try moment("2026-06-07T08:00:01Z"))
            #expect(try await server.ask(.elasticPath, logs).status == 200)
        }
    }

    @Test func `the documented example is served key for key, in both lists`() async throws {
        let now = Moment.start
        let integration = "ff8634a8-a89e-4eac-baab-9b7b8c4f8720"
        let log = ElasticPathLog(
            id: "ac8bb58e", integration: integration, job: "j",
            errorDetail: "treating webhook as a fail", createdAt: now
        ).with {
            $0.body = "Not Found"
            $0.statusCode = 404
            $0.showsTime = false
        }
        let world = ElasticPathWorld(
            logs: [log], integrations: [ElasticPathIntegration(id: integration, name: "ERP")])
        let clock = ManualClock(now)
        let configuration = SimulatorConfiguration(
            clock: clock.read, worlds: [.elasticPath(world)])
        try await withSimulator(configuration) { server in
            for path in [logs, "/v2/integrations/\(integration)/logs"] {
                let answer = try await server.ask(.elasticPath, "\(path)?page[limit]=100")
                #expect(answer.json == (try Received(json: documentedPage)))
            }
            let missing = try await server.ask(.elasticPath, "/v2/integrations/none/logs")
            #expect(missing.status == 404)
            #expect(missing.json["errors"].elements.first?["title"] == .text("Not Found"))
        }
    }

    @Test(
        arguments: [(0, nil, 2), (1, 0, 3), (2, 0, nil), (3, 1, nil), (4, 2, nil)]
            as [(Int, Int?, Int?)])
    func `a linked list leads on as long as there are rows, and back to its beginning`(
        offset: Int, previous: Int?, next: Int?
    ) async throws {
        let now = Moment.start
        let records = (1...4).map { number in
            ElasticPathLog(
                id: "l\(number)", integration: "i", job: "j", errorDetail: "gone", createdAt: now
            ).with {
                $0.statusCode = 404
                $0.showsTime = false
            }
        }
        let clock = ManualClock(now)
        let configuration = SimulatorConfiguration(
            clock: clock.read,
            worlds: [.elasticPath(ElasticPathWorld(logs: records, style: .linked))])
        try await withSimulator(configuration) { server in
            let answer = try await server.ask(
                .elasticPath, "\(logs)?page[limit]=2&page[offset]=\(offset)")
            let links = answer.json["links"]
            #expect(answer.json["data"].elements.count == min(2, 4 - offset))
            #expect(links["next"] == link(next))
            #expect(links["prev"] == link(previous))
            #expect(links["current"] == link(offset))
        }
    }

    private func link(_ offset: Int?) -> Received {
        offset.map { .text("/integrations/logs?page[offset]=\($0)&page[limit]=2") } ?? .null
    }

    @Test func `a token is granted to the client alone, and expires`() async throws {
        let clock = ManualClock(.start)
        let configuration = SimulatorConfiguration(history: 8, clock: clock.read)
        try await withSimulator(configuration) { server in
            let id = try setting("client-id", server)
            let secret = try setting("client-secret", server)
            let form = "grant_type=client_credentials&client_id=\(id)&client_secret="
            #expect(try await token(form + "wrong", server).status == 401)
            #expect(try await token("grant_type=password", server).status == 400)
            let granted = try await token(form + secret, server).json
            #expect(granted["expires_in"] == .number(3_600))
            let bearer = "Bearer \(try #require(granted["access_token"].string))"
            let ask = { try await server.ask(.elasticPath, logs, authorization: bearer).status }
            #expect(try await ask() == 200)
            clock.advance(seconds: 3_600)
            #expect(try await ask() == 401)
            let refused = try await server.ask(.elasticPath, logs, authorization: nil)
            #expect(refused.status == 401)
            #expect(refused.json["errors"].elements.first?["status"] == .number(401))
        }
    }

    @Test(arguments: [
        "page[limit]=0", "page[limit]=101", "page[limit]=x", "page[offset]=-1",
        "page[offset]=10001",
    ])
    func `a parameter out of its range is refused`(query: String) async throws {
        try await withSimulator(SimulatorConfiguration(history: 8)) { server in
            let answer = try await server.ask(.elasticPath, "\(logs)?\(query)")
            #expect(answer.status == 422)
            #expect(answer.json["errors"].elements.count == 1)
        }
    }

    private let documentedPage = """
        {"data":[{"id":"ac8bb58e","type":"integration","succeeded":true,"attempt":1,
         "body":"Not Found","status_code":404,"error_detail":"treating webhook as a fail",
         "relationships":{
          "integration":{"data":{"id":"ff8634a8-a89e-4eac-baab-9b7b8c4f8720","type":"integration"}},
          "job":{"data":{"id":"j","type":"job"}}}}],
         "meta":{"limit":100,"offset":0,"current":1,"total":1},"results":{"total":1}}
        """
}
