import NIOCore
import NIOPosix
import NIOSSL

/// A server on loopback that answers whatever it is asked with the same bytes.
struct CannedServer: Sendable {
    /// What happens once a request has come in.
    enum Answer: Sendable {
        /// These bytes, after which the connection stays open.
        case bytes([UInt8])
        /// These bytes, after which the connection is closed.
        case bytesThenClose([UInt8])
        /// These bytes, and then one more every few milliseconds for ever.
        case drip([UInt8])
        /// These bytes before anything has come in, after which the connection stays open.
        case first([UInt8])
        /// Nothing.
        case hang
    }

    private let channel: any Channel

    /// Starts it.
    ///
    /// - Parameters:
    ///   - answer: What happens once a request has come in.
    ///   - tls: What it takes to speak TLS, nil for plain bytes.
    /// - Returns: The server, which listens.
    /// - Throws: What keeps it from listening.
    static func start(_ answer: Answer, tls: NIOSSLContext? = nil) async throws -> CannedServer {
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    try pipeline.addHandler(CannedHandler(answer))
                }
            }
        return CannedServer(
            channel: try await bootstrap.bind(host: "127.0.0.1", port: 0).get())
    }

    var port: Int { channel.localAddress?.port ?? 0 }

    func stop() async throws { try await channel.close() }
}

/// Answers the first request of a connection.
final class CannedHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: CannedServer.Answer
    private var hasAnswered = false

    init(_ answer: CannedServer.Answer) { self.answer = answer }

    func channelActive(context: ChannelHandlerContext) {
        guard case .first(let bytes) = answer else { return }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasAnswered else { return }
        hasAnswered = true
        let channel = context.channel
        switch answer {
        case .bytes(let bytes):
            channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
        case .bytesThenClose(let bytes):
            let written = channel.writeAndFlush(ByteBuffer(bytes: bytes))
            written.whenComplete { _ in channel.close(promise: nil) }
        case .drip(let bytes):
            channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
            context.eventLoop.scheduleRepeatedTask(
                initialDelay: .milliseconds(5), delay: .milliseconds(5)
            ) { task in
                guard channel.isActive else { return task.cancel() }
                channel.writeAndFlush(ByteBuffer(string: " "), promise: nil)
            }
        case .first, .hang: break
        }
    }
}
