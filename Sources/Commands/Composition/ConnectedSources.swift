import OperatingSystem
package import Engine
import Foundation
import Logging
package import Providers
package import Runs
import UserConfiguration

/// The configured sources with their providers.
package struct ConnectedSources: Sendable {
    /// What the connections of a pool have in common.
    private struct Route: Hashable {
        let caFile: String?
        let proxy: ProxyServer?
    }

    /// The sources, in the order of the configuration.
    package let sources: [MonitoredSource]
    /// The pipelines that the settings name, for sources that do not read all.
    package let named: [SourceName: NamedPipelines]
    private let transports: [AsyncHTTPClientTransport]

    /// Connects sources; those with the same certificates and the same proxy share connections.
    /// `observe` receives each finished call. `settings` returns the present settings, for later
    /// error texts; nil for those of the composition.
    /// - Throws: An error about every unusable address and certificate file.
    package init(
        _ composition: Composition,
        limits: AsyncHTTPClientTransport.Limits = AsyncHTTPClientTransport.Limits(),
        log: ProgramLog = .silent, clock: any WallClock = SystemClock(),
        observe: @escaping @Sendable (SourceName, Exchange) -> Void = { _, _ in },
        settings: (@Sendable () -> Composition)? = nil
    ) throws(CommandError) {
        let config = composition.config
        let reader = SecretReader(environment: composition.environment)
        let proxies = ProxySettings(environment: composition.environment)
        let wanted = config.sources
        let (addresses, trusts) = try Self.checked(wanted, proxies)
        var transports: [Route: AsyncHTTPClientTransport] = [:]
        var sources: [MonitoredSource] = []
        var named: [SourceName: NamedPipelines] = [:]
        for (source, address) in zip(wanted, addresses) {
            let route = Route(caFile: source.caFile, proxy: address.proxy)
            let transport =
                transports[route]
                ?? AsyncHTTPClientTransport(
                    trust: source.caFile.flatMap { trusts[$0] }, proxy: address.proxy,
                    limits: composition.exchangeLimits ?? limits)
            transports[route] = transport
            for secret in address.proxy?.secrets ?? [] { log.redactor.learn(secret) }
            var logger = log.logger
            logger[metadataKey: "source"] = "\(source.name.text)"
            let observed = ObservedTransport(transport, now: { clock.now }) {
                [logger] exchange in
                exchange.report(logger)
                if let lead = exchange.clockLead, let steady = clock.steady {
                    steady.reported(steady.now.advanced(byMilliseconds: -lead), by: source.name)
                }
                observe(source.name, exchange)
            }
            let resolver = { (secret: SecretReference) in
                log.redactor.learning(
                    reader.resolver(of: secret) {
                        (settings?() ?? composition).place(of: secret, in: source.name)
                    })
            }
            let options = source.options
            guard let kind = ProviderRegistry.registration(of: options.kind) else { continue }
            let connect = { (settings: ProviderSettings) in
                kind.make(
                    ProviderConnection(settings.values, options.secrets.mapValues(resolver)) {
                        APIClient(
                            baseURL: address.base, secret: $0, transport: observed,
                            redactor: log.redactor, now: { clock.now })
                    })
            }
            let (provider, ids) = (connect(options), options.namedPipelines)
            if let key = options.provider.pipelineKey, !ids.isEmpty {
                named[source.name] = NamedPipelines(
                    key: key, ids: ids, account: connect(options.namingNone))
            }
            sources.append(
                MonitoredSource(
                    name: source.name, provider: provider,
                    interval: source.interval ?? config.interval,
                    backfill: source.backfill ?? config.backfill,
                    credential: composition.credentials.id(of: source, at: address.base.origin),
                    origin: address.base.origin))
        }
        self.sources = sources
        self.named = named
        self.transports = Array(transports.values)
    }

    /// Closes every connection.
    package func disconnect() async {
        for transport in transports { await transport.shutdown() }
    }

    /// Returns the time to read a source from: `earliest`, or its depth back from `now`.
    func startTimes(
        since earliest: Timestamp?, at now: Timestamp
    ) -> @Sendable (SourceName) -> Timestamp {
        let depths = Dictionary(
            sources.map { ($0.name, $0.backfill) }, uniquingKeysWith: { first, _ in first })
        return { earliest ?? now.advanced(by: .zero - (depths[$0] ?? .zero)) }
    }
}

extension ConnectedSources {
    private struct Address {
        let base: BaseURL
        let proxy: ProxyServer?
    }

    /// Reads addresses and certificate files. Throws an error with a line for each unusable one.
    private static func checked(
        _ sources: [SourceSettings], _ proxies: ProxySettings
    ) throws(CommandError) -> (addresses: [Address], trusts: [String: TrustedCertificates]) {
        var addresses: [Address] = []
        var trusts: [String: TrustedCertificates] = [:]
        var complaints: [String] = []
        for source in sources {
            let name = "source \"\(source.name.text)\""
            do throws(ProxyMistake) {
                if let base = BaseURL(source.baseURL.absoluteString) {
                    addresses.append(Address(base: base, proxy: try proxies.proxy(to: base)))
                } else {
                    complaints.append("\(name): base-url cannot be read from")
                }
            } catch {
                complaints.append("\(name): \(error.words)")
            }
            guard let file = source.caFile, trusts[file] == nil else { continue }
            do throws(FileError) {
                trusts[file] = TrustedCertificates(pem: try OpenedFile(at: file).bytes)
                guard trusts[file] == nil else { continue }
                complaints.append("\(name): ca-file \(file) holds no certificate in PEM form")
            } catch {
                complaints.append("\(name): ca-file: \(describe(error))")
            }
        }
        guard complaints.isEmpty else { throw CommandError(complaints, status: .config) }
        return (addresses, trusts)
    }
}

/// The pipelines that a source's settings name, and the account to look for them in.
package struct NamedPipelines: Sendable {
    /// The key that names them.
    package let key: String
    /// Their ids.
    package let ids: [String]
    /// The account, without the limit to these pipelines.
    package let account: any Provider

    /// Creates a list of named pipelines.
    package init(key: String, ids: [String], account: any Provider) {
        self.key = key
        self.ids = ids
        self.account = account
    }
}
