package import Engine
import Foundation
package import Providers
import Runs
import Settings

/// The configured sources with their providers.
package struct ConnectedSources: Sendable {
    /// The sources, in the order of the configuration.
    package let sources: [MonitoredSource]
    private let transports: [AsyncHTTPClientTransport]

    /// Connects sources; those that trust the same certificates share a pool of connections.
    ///
    /// - Parameters:
    ///   - composition: The sources.
    ///   - limits: The bounds of each call.
    /// - Throws: A complaint about an address that nothing can be read from.
    package init(
        _ composition: Composition,
        limits: AsyncHTTPClientTransport.Limits = AsyncHTTPClientTransport.Limits()
    ) throws(Complaint) {
        let config = composition.config
        let reader = SecretReader(environment: composition.environment)
        var transports: [String?: AsyncHTTPClientTransport] = [:]
        var sources: [MonitoredSource] = []
        var credentials = CredentialNames()
        for source in config.sources {
            guard let baseURL = BaseURL(source.baseURL.absoluteString) else {
                throw Complaint(
                    ["source \"\(source.name.text)\": base-url cannot be read from"],
                    status: .config)
            }
            let transport =
                transports[source.caFile]
                ?? AsyncHTTPClientTransport(caFile: source.caFile, limits: limits)
            transports[source.caFile] = transport
            let provider = Self.provider(of: source.options, secrets: reader) { secret in
                APIClient(
                    baseURL: baseURL, secret: reader.resolver(of: secret), transport: transport,
                    now: { SystemClock().now })
            }
            sources.append(
                MonitoredSource(
                    name: source.name, provider: provider,
                    interval: source.interval ?? config.interval,
                    backfill: source.backfill ?? config.backfill,
                    credential: credentials.id(of: source, at: baseURL.origin),
                    origin: baseURL.origin))
        }
        self.sources = sources
        self.transports = Array(transports.values)
    }

    /// Closes every connection.
    package func disconnect() async {
        for transport in transports { await transport.shutdown() }
    }

    private static func provider(
        of options: ProviderSettings, secrets: SecretReader,
        client: (SecretReference) -> APIClient
    ) -> any Provider {
        switch options {
        case .well(let well):
            return WellProvider(
                client: client(well.token), workspace: well.workspace?.uuidString.lowercased())
        case .supermetrics(let supermetrics):
            return SupermetricsProvider(
                client: client(supermetrics.token), team: Int64(supermetrics.team),
                connectors: supermetrics.connectors)
        case .elasticPath(let store):
            let scope = ElasticPathProvider.Scope(
                organization: store.organization, store: store.store,
                integrations: store.integrations)
            switch store.credentials {
            case .token(let token):
                return ElasticPathProvider(client: client(token), scope: scope)
            case .client(let id, let secret):
                return ElasticPathProvider(
                    client: client(secret), clientID: secrets.resolver(of: id), scope: scope)
            }
        case .leadlex(let leadlex):
            return LeadLexProvider(client: client(leadlex.token), workflows: leadlex.workflows)
        case .polytomic(let polytomic):
            let authentication: PolytomicProvider.Authentication =
                switch polytomic.authorization {
                case .bearer(let organization): .bearer(organization: organization)
                case .basic(let organization): .basic(organization: organization)
                }
            return PolytomicProvider(
                client: client(polytomic.token), authentication: authentication)
        }
    }
}
