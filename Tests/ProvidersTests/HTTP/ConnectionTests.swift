import NIOCore
import NIOPosix
import Providers
import Runs
import Synchronization
import TestSupport
import Testing

/// What a connection may do that is not HTTP, or is its end.
@Suite struct ConnectionTests {
    /// What stands where the status line should be.
    static let strangeLines =
        ["000", "001", "042", "099"].map { "HTTP/1.1 \($0) X" } + [
            "HTTP/1.1 1000 OK", "HTTP/1.1 -1 OK", "HTTP/1.1 20 OK", "HTTP/1.1 abc OK",
            "HTTP/1.1 2OO OK", "HTTP/1.1  ", "HTTP/1.1", "HTTP/a.b 200 OK", "200 OK",
            "SSH-2.0-OpenSSH_9.6", "220 mail.example.com ESMTP", "* OK IMAP4rev1 ready",
            "\u{15}\u{3}\u{1}\u{0}\u{2}\u{2}\u{16}", "{\"data\":[]}", "GET / HTTP/1.1",
        ]

    @Test(arguments: strangeLines)
    func `what is not an answer in HTTP is unreadable, and ends nothing`(line: String) async throws
    {
        for body in ["{}", ""] {
            let text = "\(line)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
            let server = try await CannedServer.start(.bytesThenClose(Array(text.utf8)))
            let transport = AsyncHTTPClientTransport(limits: .patient)
            let outcome = await outcome(transport, server.port)
            await transport.shutdown()
            try await server.stop()
            #expect(outcome == .failure(.unreadable(.notHTTP)), "\(body)")
        }
    }

    @Test(
        arguments: [
            "Content-Length: two", "Content-Length: -2", "Content-Length: 2\r\nContent-Length: 3",
            "Transfer-Encoding: chunked\r\nContent-Length: 2",
            "no colon", "Bad Name: x", "Transfer-Encoding: chunked\r\nX: y",
        ], ["", "HTTP/1.1 103 Early Hints\r\n\r\n"])
    func `a head that breaks the rules is unreadable`(field: String, word: String) async throws {
        let text = "\(word)HTTP/1.1 200 OK\r\n\(field)\r\n\r\nzz{}"
        let server = try await CannedServer.start(.bytesThenClose(Array(text.utf8)))
        let transport = AsyncHTTPClientTransport(limits: .patient)
        let outcome = await outcome(transport, server.port)
        await transport.shutdown()
        try await server.stop()
        #expect(outcome == .failure(.unreadable(.notHTTP)))
    }

    @Test(arguments: [
        "Content-Length: 2", "Content-Length: 0", "X-Sum: 1\r\nContent-Length: 2",
        "content-length: two\r\nX-Sum: 1",
    ])
    func `a length behind the last chunk is passed over`(trailer: String) async throws {
        let chunks = "1\r\n{\r\n1\r\n}\r\n0\r\n\(trailer)\r\n\r\n"
        let text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(chunks)"
        let server = try await CannedServer.start(.bytes(Array(text.utf8)))
        let transport = AsyncHTTPClientTransport(limits: .patient)
        for _ in 0..<3 {
            let reply = await reply(transport, server.port)
            #expect(reply.map(\.body) == .success(Array("{}".utf8)))
        }
        await transport.shutdown()
        try await server.stop()
    }

    @Test(arguments: [200, 226, 299, 404, 599, 600, 999])
    func `any status of three digits is one`(status: Int) async throws {
        let text = "HTTP/1.1 \(status)\r\nContent-Length: 2\r\n\r\n{}"
        let server = try await CannedServer.start(.bytes(Array(text.utf8)))
        let transport = AsyncHTTPClientTransport(limits: .patient)
        let outcome = await outcome(transport, server.port)
        await transport.shutdown()
        try await server.stop()
        #expect(outcome == .success(status))
    }

    @Test(arguments: [
        "SSH-2.0-OpenSSH_9.6\r\n", "220 mail.example.com ESMTP\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 099 X\r\nContent-Length: 2\r\n\r\n{}",
    ])
    func `who speaks before being asked is not understood, and ends nothing`(
        text: String
    ) async throws {
        var limits = AsyncHTTPClientTransport.Limits()
        limits.silence = .seconds(2)
        let server = try await CannedServer.start(.first(Array(text.utf8)))
        let transport = AsyncHTTPClientTransport(limits: limits)
        for _ in 0..<5 {
            let outcome = await outcome(transport, server.port)
            // Whether it speaks before the request has left is a matter of luck.
            let likely: [Result<Int, ProviderError>] = [
                .failure(.unreadable(.notHTTP)), .failure(.unreachable(.connectionLost)),
                .failure(.unreachable(.timedOut)), .success(200),
            ]
            #expect(likely.contains(outcome), "\(outcome)")
        }
        await transport.shutdown()
        try await server.stop()
    }

    @Test func `another protocol is not gone over to`() async throws {
        let text =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nzzzz{}"
        let server = try await CannedServer.start(.bytesThenClose(Array(text.utf8)))
        let transport = AsyncHTTPClientTransport(limits: .patient)
        #expect(await outcome(transport, server.port) == .success(101))
        await transport.shutdown()
        try await server.stop()
    }

    @Test func `a second answer that nobody asked for ends nothing`() async throws {
        let one = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
        let server = try await CannedServer.start(.bytes(Array((one + one + one).utf8)))
        let transport = AsyncHTTPClientTransport(limits: .patient)
        for _ in 0..<3 { #expect(await outcome(transport, server.port) == .success(200)) }
        await transport.shutdown()
        try await server.stop()
    }

    @Test func `words before the answer are passed over`() async throws {
        let text =
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
            + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
        let server = try await CannedServer.start(.bytes(Array(text.utf8)))
        let transport = AsyncHTTPClientTransport(limits: .patient)
        let outcome = await outcome(transport, server.port)
        await transport.shutdown()
        try await server.stop()
        #expect(outcome == .success(200))
    }

    @Test(arguments: [1, 2, 3])
    func `a call on a connection that the server closes is made on a new one`(
        answers: Int
    ) async throws {
        let server = try await TiringServer.start(answers: answers)
        let transport = AsyncHTTPClientTransport(limits: .patient)
        for _ in 0..<7 { #expect(await outcome(transport, server.port) == .success(200)) }
        await transport.shutdown()
        #expect(server.answered == 7)
        #expect(server.connections == (7 + answers - 1) / answers)
        try await server.stop()
    }

    @Test func `a new connection that is closed without a byte is not tried again`() async throws {
        let server = try await TiringServer.start(answers: 0)
        let transport = AsyncHTTPClientTransport(limits: .patient)
        #expect(await outcome(transport, server.port) == .failure(.unreachable(.connectionLost)))
        await transport.shutdown()
        #expect(server.connections == 1)
        try await server.stop()
    }

    @Test func `what may change something is not sent a second time`() async throws {
        let server = try await TiringServer.start(answers: 1)
        let transport = AsyncHTTPClientTransport(limits: .patient)
        #expect(await outcome(transport, server.port) == .success(200))
        let posted = await outcome(transport, server.port, json: "{}")
        #expect(posted == .failure(.unreachable(.connectionLost)))
        await transport.shutdown()
        #expect(server.connections == 1)
        try await server.stop()
    }

    private func outcome(
        _ transport: AsyncHTTPClientTransport, _ port: Int, json: String? = nil
    ) async -> Result<Int, ProviderError> {
        await reply(transport, port, json: json).map(\.status)
    }

    private func reply(
        _ transport: AsyncHTTPClientTransport, _ port: Int, json: String? = nil
    ) async -> Result<HTTPReply, ProviderError> {
        let url = "http://127.0.0.1:\(port)/"
        do {
            return .success(
                try await transport.send(
                    HTTPCall(url: url, headers: [], authorization: nil, json: json)))
        } catch {
            return .failure(error)
        }
    }
}

/// A server that answers so many requests of a connection, and closes it at the next one.
private struct TiringServer: Sendable {
    private final class Counts: Sendable {
        let connections = Mutex(0)
        let answered = Mutex(0)
    }

    private let channel: any Channel
    private let counts: Counts

    static func start(answers: Int) async throws -> TiringServer {
        let counts = Counts()
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    counts.connections.withLock { $0 += 1 }
                    try channel.pipeline.syncOperations.addHandler(
                        Handler(counts, answers: answers))
                }
            }
        return TiringServer(
            channel: try await bootstrap.bind(host: "127.0.0.1", port: 0).get(), counts: counts)
    }

    var port: Int { channel.localAddress?.port ?? 0 }
    var connections: Int { counts.connections.withLock { $0 } }
    var answered: Int { counts.answered.withLock { $0 } }

    func stop() async throws { try await channel.close() }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let counts: Counts
        private var left: Int

        init(_ counts: Counts, answers: Int) {
            self.counts = counts
            left = answers
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard left > 0 else {
                context.close(promise: nil)
                return
            }
            left -= 1
            counts.answered.withLock { $0 += 1 }
            let text = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        }
    }
}
