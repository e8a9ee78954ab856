import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL
package import Runs

/// Exchanges requests over the network; all sources share one. Its owner must call `shutdown()`.
package struct AsyncHTTPClientTransport: Transport {
    /// The limits of one exchange.
    package struct Limits: Hashable, Sendable {
        /// The time to make a connection.
        package var connect: Duration = .seconds(10)
        /// The time to the response's head, from the beginning.
        package var head: Duration = .seconds(30)
        /// The longest silence of the server.
        package var silence: Duration = .seconds(15)
        /// The time for everything, including the body.
        package var total: Duration = .seconds(45)
        /// The bytes of a body, before and after decompression.
        package var body = 16 * 1_024 * 1_024

        /// Sets the limits for daily use.
        package init() {}
    }

    private static let userAgent = "synctop (terminal monitor for data syncs)"

    private let client: HTTPClient
    let proxy: ProxyServer?
    let limits: Limits

    /// Opens a connection pool that trusts these certificate authorities, or the system's.
    package init(
        trust: TrustedCertificates? = nil, proxy: ProxyServer? = nil, limits: Limits = Limits()
    ) {
        self.proxy = proxy
        self.limits = limits
        var tls = TLSConfiguration.makeClientConfiguration()
        if let trust { tls.trustRoots = .certificates(trust.certificates) }
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls,
            redirectConfiguration: .disallow,
            timeout: .init(
                connect: TimeAmount(limits.connect), read: TimeAmount(limits.silence)),
            decompression: .disabled)
        // The checks handle this version only, and each source makes one call at a time.
        configuration.httpVersion = .http1Only
        configuration.http1_1ConnectionDebugInitializer = ConnectionChecks.add
        if let proxy {
            // The library encodes user and password itself.
            let credentials = proxy.credentials?.reveal()
                .split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            configuration.proxy = .server(
                host: proxy.host, port: proxy.port,
                authorization: credentials.map {
                    .basic(username: String($0[0]), password: String($0.dropFirst().joined()))
                })
        }
        // A refused connection is reported at once; the engine decides when to retry.
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(configuration: configuration)
    }

    /// Closes all connections; exchanges under way fail, and no more are possible.
    package func shutdown() async {
        do {
            try await client.shutdown()
        } catch {
            // It was shut down before: there is nothing left to close.
            return
        }
    }

    package func send(_ call: HTTPCall) async throws(ProviderError) -> HTTPReply {
        do {
            return try await withinTotal { try await exchange(call) }
        } catch let error as ProviderError {
            throw error
        } catch {
            throw Task.isCancelled ? .cancelled : failure(error)
        }
    }

    /// Limits the whole exchange, as the client's own deadline ends with the head.
    private func withinTotal(
        _ exchange: @escaping @Sendable () async throws -> HTTPReply
    ) async throws -> HTTPReply {
        try await withThrowingTaskGroup(of: HTTPReply.self) { group in
            group.addTask(operation: exchange)
            group.addTask {
                try await Task.sleep(for: limits.total)
                throw ProviderError.unreachable(.timedOut)
            }
            defer { group.cancelAll() }
            guard let reply = try await group.next() else { throw CancellationError() }
            return reply
        }
    }

    private func exchange(_ call: HTTPCall) async throws -> HTTPReply {
        var request = HTTPClientRequest(url: call.url)
        request.headers.add(name: "User-Agent", value: Self.userAgent)
        request.headers.add(name: "Accept-Encoding", value: ContentCoding.accepted)
        for field in call.headers { request.headers.add(name: field.name, value: field.value) }
        if let authorization = call.authorization {
            request.headers.add(name: "Authorization", value: authorization.reveal())
        }
        if let form = call.form {
            request.method = .POST
            request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
            request.body = .bytes(Array(form.reveal().utf8))
        } else if let json = call.json {
            request.method = .POST
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(Array(json.utf8))
        }
        let response = try await response(to: request)
        let tooLarge = ProviderError.unreachable(.tooLarge(limit: limits.body))
        let announced = response.headers.first(name: "Content-Length").flatMap { Int64($0) }
        if let announced, announced > Int64(limits.body) { throw tooLarge }
        var body: [UInt8] = []
        for try await chunk in response.body {
            guard body.count + chunk.readableBytes <= limits.body else { throw tooLarge }
            body.append(contentsOf: chunk.readableBytesView)
        }
        let headers = HeaderFields(response.headers.map { HeaderField($0.name, $0.value) })
        return HTTPReply(
            status: Int(response.status.code), headers: headers,
            body: try ContentCoding.decode(
                body, headers.list("Content-Encoding"), limit: limits.body))
    }

    /// Sends a request and waits for the response's head. A server may close an idle connection
    /// just when the next request uses it. Then a GET is sent again, until a connection is new:
    /// without a response this is no extra call.
    private func response(to request: HTTPClientRequest) async throws -> HTTPClientResponse {
        for _ in 0..<Self.mostUsedConnections where request.method == .GET {
            do {
                return try await client.execute(request, timeout: TimeAmount(limits.head))
            } catch  where Self.isStale(error) {
                continue
            }
        }
        return try await client.execute(request, timeout: TimeAmount(limits.head))
    }

    private static let mostUsedConnections = 8
}
