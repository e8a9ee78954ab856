import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A proxy on loopback that plays the server behind it as well: what is connected to speaks TLS,
/// and answers whatever it is asked with the same bytes.
final class TunnelServer: Sendable {
    /// What becomes of a `CONNECT`.
    enum Answer: Sendable {
        /// The tunnel is open.
        case tunnel
        /// It is refused with this status line.
        case refuse(String)
        /// Nothing is said.
        case hang
        /// Nothing is said, and the connection ends.
        case hangUp
    }

    private let channel: any Channel
    private let log: RequestLog

    /// What was asked for, head by head.
    var requests: [String] { log.heads.withLock { $0 } }

    var port: Int { channel.localAddress?.port ?? 0 }

    private init(_ channel: any Channel, _ log: RequestLog) {
        self.channel = channel
        self.log = log
    }

    /// Starts it.
    ///
    /// - Parameters:
    ///   - answer: What becomes of a `CONNECT`.
    ///   - bytes: What the server behind the tunnel answers.
    /// - Returns: The server, which listens.
    /// - Throws: What keeps it from listening.
    static func start(_ answer: Answer, bytes: [UInt8]) async throws -> TunnelServer {
        let log = RequestLog()
        let context = try TestCertificate.serverContext()
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        TunnelHandler(answer, log: log, context: context, bytes: bytes))
                }
            }
        return TunnelServer(try await bootstrap.bind(host: "127.0.0.1", port: 0).get(), log)
    }

    func stop() async throws { try await channel.close() }
}

/// The heads of the requests that came.
final class RequestLog: Sendable {
    let heads = Mutex<[String]>([])
}

private final class TunnelHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: TunnelServer.Answer
    private let log: RequestLog
    private let context: NIOSSLContext
    private let bytes: [UInt8]
    private var head = ""

    init(
        _ answer: TunnelServer.Answer, log: RequestLog, context: NIOSSLContext, bytes: [UInt8]
    ) {
        self.answer = answer
        self.log = log
        self.context = context
        self.bytes = bytes
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        head += String(buffer: unwrapInboundIn(data))
        guard head.hasSuffix("\r\n\r\n") else { return }
        log.heads.withLock { $0.append(head) }
        head = ""
        switch answer {
        case .hang: return
        case .hangUp: context.close(promise: nil)
        case .refuse(let status):
            let text = "HTTP/1.1 \(status)\r\nContent-Length: 0\r\n\r\n"
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        case .tunnel:
            let pipeline = context.pipeline.syncOperations
            context.writeAndFlush(
                wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 200 Fine\r\n\r\n")), promise: nil)
            do {
                try pipeline.addHandler(NIOSSLServerHandler(context: self.context))
                try pipeline.addHandler(CannedHandler(.bytes(bytes)))
            } catch {
                context.close(promise: nil)
            }
            pipeline.removeHandler(self, promise: nil)
        }
    }
}
