import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
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
    /// - Parameters:
    ///   - error: What the client or the network stack threw.
    ///   - limits: The bounds of the exchange.
    /// - Returns: The failure in the terms of the port.
    static func failure(_ error: any Error, limits: Limits) -> ProviderError {
        switch error {
        case is CancellationError: .cancelled
        case let error as HTTPClientError where error == .cancelled: .cancelled
        case NIOHTTPDecompression.DecompressionError.limit:
            .unreachable(.tooLarge(limit: limits.body))
        default: .unreachable(transportFailure(error))
        }
    }

    private static func transportFailure(
        _ error: any Error
    ) -> ProviderError.TransportFailure {
        switch error {
        case let error as NIOConnectionError: connectionFailure(error)
        case let error as HTTPClientError: clientFailure(error)
        case let error as IOError: socketFailure(error)
        case ChannelError.connectTimeout: .connectTimedOut
        case is ChannelError: .connectionLost
        case HTTPParserError.invalidEOFState: .connectionLost
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
        case .connectTimeout, .tlsHandshakeTimeout: .connectTimedOut
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
