import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

struct StrangeStatus: Error, Hashable { let code: UInt }

/// A connection that was closed after a request and before the first byte of the response.
struct UnansweredClosing: Error, Hashable {
    /// Whether it had answered an earlier request, so that the server may have dropped it as idle.
    let wasUsed: Bool
}

/// Handlers between a connection and the client, which trusts servers too much.
enum ConnectionChecks {
    static func add(to channel: any Channel) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            let encoder = try pipeline.handler(type: HTTPRequestEncoder.self)
            try pipeline.addHandler(ClosingWatch(), position: .before(encoder))
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPResponseDecoder>.self)
            try pipeline.addHandler(ResponseCheck(), position: .after(decoder))
        }
    }
}

/// Turns a status below 100 into an error: the client takes it for an interim response, and ends
/// the process when a body follows. Also ends a response at a `Content-Length` in its trailer,
/// which means nothing there (RFC 9110, section 6.5.1) and which the parser refuses.
private final class ResponseCheck: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias InboundOut = HTTPClientResponsePart

    private var hasRefused = false
    private var isInBody = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasRefused else { return }
        switch Self.unwrapInboundIn(data) {
        case .head(let head) where head.status.code < 100:
            hasRefused = true
            context.fireErrorCaught(StrangeStatus(code: head.status.code))
            return
        // An interim response has no body, and the client fails at the end of one.
        case .head(let head): isInBody = head.status.code >= 200
        case .body: break
        case .end: isInBody = false
        }
        context.fireChannelRead(data)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // After the head, only a trailer has fields.
        guard isInBody, case HTTPParserError.invalidContentLength = error else {
            context.fireErrorCaught(error)
            return
        }
        (isInBody, hasRefused) = (false, true)
        context.fireChannelRead(Self.wrapInboundOut(.end(nil)))
        // The parser reads nothing more.
        context.close(promise: nil)
    }
}

/// Reports a connection that was closed before any byte of a response, and whether it was new.
private final class ClosingWatch: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    private var requests = 0
    private var isUnanswered = false

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if !isUnanswered {
            requests += 1
            isUnanswered = true
        }
        context.write(data, promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        isUnanswered = false
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if isUnanswered { context.fireErrorCaught(closing()) }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.fireErrorCaught(isUnanswered && Self.isClosing(error) ? closing() : error)
    }

    private func closing() -> UnansweredClosing {
        isUnanswered = false
        return UnansweredClosing(wasUsed: requests > 1)
    }

    private static func isClosing(_ error: any Error) -> Bool {
        switch error {
        case is IOError, is ChannelError, NIOSSLError.uncleanShutdown: true
        default: false
        }
    }
}

/// Certificate authorities that are trusted instead of the system's.
package struct TrustedCertificates: Hashable, Sendable {
    let certificates: [NIOSSLCertificate]

    /// Parses PEM certificates; nil if there is none, or if one is unreadable.
    package init?(pem: [UInt8]) {
        do {
            certificates = try NIOSSLCertificate.fromPEMBytes(pem)
        } catch {
            // The library gives no reason.
            return nil
        }
        if certificates.isEmpty { return nil }
    }
}
