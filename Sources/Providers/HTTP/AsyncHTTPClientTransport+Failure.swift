import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Runs

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension AsyncHTTPClientTransport {
    /// Finds out why no whole response came.
    ///
    /// - Returns: The failure in the terms of the port.
    func failure(_ error: any Error) -> ProviderError {
        switch error {
        case is CancellationError: .cancelled
        case let error as HTTPClientError where error == .cancelled: .cancelled
        case is StrangeStatus: .unreadable(.notHTTP)
        // Where the connection ends is no mistake of the protocol.
        case let error as HTTPParserError where !Self.isEnd(error): .unreadable(.notHTTP)
        default: .unreachable(proxyFailure(error) ?? Self.transportFailure(error))
        }
    }

    /// Whether a request was sent on a connection that the server closed meanwhile.
    static func isStale(_ error: any Error) -> Bool {
        switch error {
        case let error as UnansweredClosing: error.wasUsed
        // The client noticed it before it sent anything.
        case ChannelError.ioOnClosedChannel: true
        default: false
        }
    }

    private static func isEnd(_ error: HTTPParserError) -> Bool {
        error == .invalidEOFState || error == .closedConnection
    }

    /// The proxy's part in a failure, nil where it has none.
    private func proxyFailure(_ error: any Error) -> ProviderError.TransportFailure? {
        guard let proxy else { return nil }
        switch error {
        // Only the proxy is connected to; the host behind it is the proxy's to look up.
        case is NIOConnectionError: return .proxy(.unreachable, server: proxy.place)
        case let error as HTTPClientError:
            switch error {
            case .proxyAuthenticationRequired:
                return .proxy(.wantsCredentials, server: proxy.place)
            case .invalidProxyResponse: return .proxy(.refused, server: proxy.place)
            default: break
            }
        default: break
        }
        // Which of the two hung up cannot be told, and the proxy is the one to look at first.
        guard Self.transportFailure(error) == .connectionLost else { return nil }
        return .proxy(.brokeOff, server: proxy.place)
    }

    private static func transportFailure(
        _ error: any Error
    ) -> ProviderError.TransportFailure {
        switch error {
        case let error as NIOConnectionError: connectionFailure(error)
        case let error as HTTPClientError: clientFailure(error)
        case let error as IOError: socketFailure(error)
        case ChannelError.connectTimeout: .connectTimedOut
        case is ChannelError, is UnansweredClosing, is HTTPParserError: .connectionLost
        case NIOSSLError.uncleanShutdown: .connectionLost
        case let error as NIOSSLError: .tls(String(describing: error))
        case let error as BoringSSLError: .tls(String(describing: error))
        case let error as NIOSSLExtraError: .tls(String(describing: error))
        default: .other(String(describing: error))
        }
    }

    private static func connectionFailure(
        _ error: NIOConnectionError
    ) -> ProviderError.TransportFailure {
        if let attempt = error.connectionErrors.first { return transportFailure(attempt.error) }
        guard error.dnsAError == nil, error.dnsAAAAError == nil else {
            return .unknownHost(error.host)
        }
        return .other(String(describing: error))
    }

    private static func clientFailure(
        _ error: HTTPClientError
    ) -> ProviderError.TransportFailure {
        switch error {
        case .connectTimeout, .tlsHandshakeTimeout, .httpProxyHandshakeTimeout: .connectTimedOut
        case .deadlineExceeded, .readTimeout, .writeTimeout, .getConnectionFromPoolTimeout:
            .timedOut
        case .remoteConnectionClosed, .uncleanShutdown: .connectionLost
        default: .other(error.shortDescription)
        }
    }

    private static func socketFailure(_ error: IOError) -> ProviderError.TransportFailure {
        switch error.errnoCode {
        case ECONNREFUSED: .connectionRefused
        case ETIMEDOUT: .connectTimedOut
        case ECONNRESET, EPIPE, ECONNABORTED: .connectionLost
        default: .other(String(describing: error))
        }
    }
}
