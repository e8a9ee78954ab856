import Providers
import Runs
import Testing

@Suite struct AsyncHTTPClientTransportTests {
    @Test func `a whole response is returned`() async throws {
        let reply = try await exchange(.bytes(response("{}", "X-A: 1"))).get()
        #expect(reply.status == 200)
        #expect(reply.body == Array("{}".utf8))
        #expect(reply.headers["x-a"] == "1")
    }

    @Test func `a compressed body is unpacked`() async throws {
        let reply = try await exchange(.bytes(response(Self.gzipped, "Content-Encoding: gzip")))
            .get()
        #expect(String(decoding: reply.body, as: UTF8.self) == String(repeating: "a", count: 100))
    }

    @Test func `a body past the cap is refused, also one that grows past it`() async throws {
        var limits = AsyncHTTPClientTransport.Limits()
        limits.body = 64
        let tooLarge = ProviderError.unreachable(.tooLarge(limit: 64))
        let plain = Array(String(repeating: "a", count: 65).utf8)
        #expect(try await exchange(.bytes(response(plain)), limits).failure == tooLarge)
        let packed = response(Self.gzipped, "Content-Encoding: gzip")
        #expect(Self.gzipped.count < 64)
        #expect(try await exchange(.bytes(packed), limits).failure == tooLarge)
    }

    @Test(arguments: [(64, true), (65, false)])
    func `a body has as many bytes as are taken, whether announced or not`(
        count: Int, isTaken: Bool
    ) async throws {
        var limits = AsyncHTTPClientTransport.Limits()
        limits.body = 64
        let body = Array(String(repeating: "a", count: count).utf8)
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        let chunk = "\(String(count, radix: 16))\r\n"
        let open = Array((head + chunk).utf8) + body + Array("\r\n0\r\n\r\n".utf8)
        for answer in [response(body), open] {
            let outcome = try await exchange(.bytes(answer), limits)
            switch outcome {
            case .success(let reply): #expect(isTaken && reply.body == body)
            case .failure(let error):
                #expect(!isTaken && error == .unreachable(.tooLarge(limit: 64)))
            }
        }
    }

    @Test func `a redirect is returned and not followed`() async throws {
        let head = "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"
        #expect(try await exchange(.bytes(Array(head.utf8))).get().status == 302)
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}"])
    func `a response that breaks off is a lost connection`(text: String) async throws {
        let answer = CannedServer.Answer.bytesThenClose(Array(text.utf8))
        #expect(try await exchange(answer).failure == .unreachable(.connectionLost))
    }

    @Test func `a server that never answers, or never ends, is given up`() async throws {
        var limits = AsyncHTTPClientTransport.Limits()
        limits.total = .milliseconds(150)
        #expect(try await exchange(.hang, limits).failure == .unreachable(.timedOut))
        let head = Array("HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n".utf8)
        #expect(try await exchange(.drip(head), limits).failure == .unreachable(.timedOut))
    }

    @Test func `a server that falls silent is given up`() async throws {
        var limits = AsyncHTTPClientTransport.Limits()
        limits.silence = .milliseconds(100)
        let head = Array("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".utf8)
        #expect(try await exchange(.bytes(head), limits).failure == .unreachable(.timedOut))
    }

    @Test func `a plain server is not trusted over TLS`() async throws {
        let outcome = try await exchange(.bytes(response("{}")), scheme: "https")
        guard case .unreachable(.tls) = outcome.failure else {
            Issue.record("\(outcome)")
            return
        }
    }

    @Test func `a handshake that never ends is given up as a connection not made`() async throws {
        var limits = AsyncHTTPClientTransport.Limits()
        limits.connect = .milliseconds(100)
        let outcome = try await exchange(.hang, limits, scheme: "https")
        #expect(outcome.failure == .unreachable(.connectTimedOut))
    }

    @Test func `a head that never comes is given up before all time is spent`() async throws {
        var limits = AsyncHTTPClientTransport.Limits()
        limits.head = .milliseconds(100)
        #expect(try await exchange(.hang, limits).failure == .unreachable(.timedOut))
    }

    @Test func `an authority of one's own is trusted, and no other then`() async throws {
        let own = try #require(TrustedCertificates(pem: Array(TestCertificate.pem.utf8)))
        let server = try await CannedServer.start(
            .bytes(response("{}")), tls: TestCertificate.serverContext())
        let url = "https://localhost:\(server.port)/"
        #expect(try await send(url, trust: own).get().status == 200)
        guard case .unreachable(.tls(let reason)) = await send(url).failure else {
            Issue.record("a stranger's certificate was trusted")
            return
        }
        #expect(reason.contains("CERTIFICATE_VERIFY_FAILED"))
        try await server.stop()
    }

    @Test func `a certificate for another host is not trusted`() async throws {
        let own = try #require(TrustedCertificates(pem: Array(TestCertificate.pem.utf8)))
        let server = try await CannedServer.start(
            .bytes(response("{}")), tls: TestCertificate.serverContext())
        let outcome = await send("https://127.0.0.1:\(server.port)/", trust: own)
        guard case .unreachable(.tls) = outcome.failure else {
            Issue.record("\(outcome)")
            return
        }
        try await server.stop()
    }

    @Test(arguments: ["", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA"])
    func `what holds no certificate gives no authorities`(text: String) {
        #expect(TrustedCertificates(pem: Array(text.utf8)) == nil)
    }

    @Test func `what is asked says who asks, and that it may be compressed`() async throws {
        let server = try await TunnelServer.start(.refuse("404 Not Found"), bytes: [])
        _ = await send("http://127.0.0.1:\(server.port)/")
        let head = try #require(server.requests.first).lowercased()
        #expect(head.contains("\r\nuser-agent: synctop (terminal monitor for data syncs)\r\n"))
        #expect(head.contains("\r\naccept-encoding: gzip"))
        try await server.stop()
    }

    @Test func `a closed port refuses the connection at once`() async throws {
        let server = try await CannedServer.start(.hang)
        try await server.stop()
        let outcome = await send("http://127.0.0.1:\(server.port)/")
        #expect(outcome.failure == .unreachable(.connectionRefused))
    }

    @Test func `a host without an address is unknown`() async throws {
        // No name server is asked for a label of more than 63 characters.
        let host = String(repeating: "x", count: 70) + ".invalid"
        let outcome = await send("https://\(host)/")
        #expect(outcome.failure == .unreachable(.unknownHost(host)))
    }

    @Test func `a cancelled exchange says so`() async throws {
        let server = try await CannedServer.start(.hang)
        let task = Task { await send("http://127.0.0.1:\(server.port)/") }
        task.cancel()
        #expect(await task.value.failure == .cancelled)
        try await server.stop()
    }

    /// 100 times the letter a, in 24 bytes.
    private static let gzipped: [UInt8] = [
        0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xFF, 0x4B, 0x4C, 0xA4, 0x3D, 0x00,
        0x00, 0x64, 0x7A, 0x70, 0xAF, 0x64, 0x00, 0x00, 0x00,
    ]

    private func response(_ body: String, _ header: String = "X-B: 2") -> [UInt8] {
        response(Array(body.utf8), header)
    }

    private func response(_ body: [UInt8], _ header: String = "X-B: 2") -> [UInt8] {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\(header)\r\n\r\n"
        return Array(head.utf8) + body
    }

    private func exchange(
        _ answer: CannedServer.Answer, _ limits: AsyncHTTPClientTransport.Limits = .init(),
        scheme: String = "http"
    ) async throws -> Result<HTTPReply, ProviderError> {
        let server = try await CannedServer.start(answer)
        let outcome = await send("\(scheme)://127.0.0.1:\(server.port)/", limits)
        try await server.stop()
        return outcome
    }

    private func send(
        _ url: String, _ limits: AsyncHTTPClientTransport.Limits = .init(),
        trust: TrustedCertificates? = nil
    ) async -> Result<HTTPReply, ProviderError> {
        let transport = AsyncHTTPClientTransport(trust: trust, limits: limits)
        let outcome: Result<HTTPReply, ProviderError>
        do {
            outcome = .success(
                try await transport.send(HTTPCall(url: url, headers: [], authorization: nil)))
        } catch {
            outcome = .failure(error)
        }
        await transport.shutdown()
        return outcome
    }
}

extension Result {
    /// The failure, or nil for a success.
    fileprivate var failure: Failure? {
        switch self {
        case .success: nil
        case .failure(let error): error
        }
    }
}
