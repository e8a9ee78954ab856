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
    func failure(_ error: any Error) -> ProviderError {
        switch error {
        case is CancellationError: .cancelled
        case let error as HTTPClientError where error == .cancelled: .cancelled
        case is StrangeStatus: .unreadable(.notHTTP)
        // The end of a connection is no protocol error.
        case let error as HTTPParserError where !Self.isEnd(error): .unreadable(.notHTTP)
        default: .unreachable(proxyFailure(error) ?? Self.transportFailure(error))
        }
    }

    /// Whether the request used a connection that the server had closed.
    static func isStale(_ error: any Error) -> Bool {
        switch error {
        case let error as UnansweredClosing: error.wasUsed
        // The client noticed it before sending anything.
        case ChannelError.ioOnClosedChannel: true
        default: false
        }
    }

    private static func isEnd(_ error: HTTPParserError) -> Bool {
        error == .invalidEOFState || error == .closedConnection
    }

    private func proxyFailure(_ error: any Error) -> ProviderError.TransportFailure? {
        guard let proxy else { return nil }
        switch error {
        // Only the proxy is connected to; it resolves the host behind it.
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
        // It is unknown which of the two hung up; the proxy is the first one to check.
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
