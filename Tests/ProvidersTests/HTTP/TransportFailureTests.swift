import Foundation
import NIOCore
import NIOSSL
@testable import Providers
import Runs
import Testing

/// What an error of the network stack is called.
@Suite struct TransportFailureTests {
    /// Errors, and what they are with and without a proxy.
    private static let errors: [(any Error, ProviderError.TransportFailure)] = [
        (IOError(errnoCode: ECONNREFUSED, reason: "x"), .connectionRefused),
        (IOError(errnoCode: ETIMEDOUT, reason: "x"), .connectTimedOut),
        (IOError(errnoCode: ECONNRESET, reason: "x"), .connectionLost),
        (IOError(errnoCode: EPIPE, reason: "x"), .connectionLost),
        (IOError(errnoCode: ECONNABORTED, reason: "x"), .connectionLost),
        (ChannelError.connectTimeout(.seconds(1)), .connectTimedOut),
        (ChannelError.eof, .connectionLost), (NIOSSLError.uncleanShutdown, .connectionLost),
        (UnansweredClosing(wasUsed: true), .connectionLost),
    ]

    @Test func `an error is told as what happened to the connection`() async throws {
        let direct = AsyncHTTPClientTransport()
        let proxied = AsyncHTTPClientTransport(proxy: try ProxyServer("http://ada:pw@p.corp:81"))
        for (error, failure) in Self.errors {
            #expect(direct.failure(error) == .unreachable(failure), "\(error)")
            // Which of the two hung up cannot be told.
            let behind =
                failure == .connectionLost ? .proxy(.brokeOff, server: "p.corp:81") : failure
            #expect(proxied.failure(error) == .unreachable(behind), "\(error)")
        }
        for transport in [direct, proxied] {
            #expect(transport.failure(CancellationError()) == .cancelled)
            #expect(transport.failure(StrangeStatus(code: 99)) == .unreadable(.notHTTP))
            guard case .unreachable(.other) = transport.failure(IOError(errnoCode: EIO, reason: ""))
            else {
                Issue.record("another error of the system is called something")
                continue
            }
        }
        await direct.shutdown()
        await proxied.shutdown()
    }

    @Test func `only a connection that was used before may have gone stale`() {
        let transport = AsyncHTTPClientTransport.self
        #expect(transport.isStale(UnansweredClosing(wasUsed: true)))
        #expect(transport.isStale(ChannelError.ioOnClosedChannel))
        #expect(!transport.isStale(UnansweredClosing(wasUsed: false)))
        #expect(!transport.isStale(ChannelError.eof))
        #expect(!transport.isStale(IOError(errnoCode: ECONNRESET, reason: "x")))
    }
}
