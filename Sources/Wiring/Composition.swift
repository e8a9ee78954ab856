package import Engine
import Foundation
package import Providers
package import Runs
package import Settings
package import TUI
import Terminal
import Themes

/// Puts settings, providers and the engine together.
package struct Composition: Sendable {
    /// The settings.
    package let config: Config
    let environment: [String: String]

    private init(config: Config, environment: [String: String]) {
        self.config = config
        self.environment = environment
    }

    /// Reads the configuration file and keeps the sources asked for, else those that are enabled.
    ///
    /// - Parameters:
    ///   - file: The file, or nil for the usual one.
    ///   - names: The names of the sources asked for, none for all.
    ///   - environment: What secrets and paths are read from.
    /// - Throws: A complaint with every mistake in the file, or what to do where there is none.
    package init(
        configFile file: String?, sources names: [String],
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(Complaint) {
        var config: Config
        do throws(SettingsFailure) {
            let path = try ConfigPaths(environment: environment, override: file).configFile
            config = try Config.load(from: path, environment: environment)
        } catch {
            throw Complaint(reading: error, isChosen: file != nil)
        }
        let known = config.sources.map(\.name.text)
        if let stranger = names.first(where: { !known.contains($0) }) {
            throw Complaint(
                [
                    "no source is called \"\(stranger)\"; "
                        + "there are: \(known.joined(separator: ", "))"
                ], status: .usage)
        }
        config.sources = config.sources.filter { source in
            names.isEmpty ? source.isEnabled : names.contains(source.name.text)
        }
        guard !config.sources.isEmpty else {
            throw Complaint(
                [
                    "the configuration has no enabled [[source]]",
                    "Add one to it; `synctop demo` shows the program without any.",
                ], status: .config)
        }
        self.init(config: config, environment: environment)
    }

    /// The clock that times are shown and read by.
    package var clock: ZonedClock {
        switch config.timeZone {
        case .local: .local
        case .utc: .utc
        case .named(let identifier): ZonedClock(identifier: identifier) ?? .utc
        }
    }

    /// Takes the settings that the simulated providers hand out.
    ///
    /// - Throws: A complaint with every mistake in them.
    package init(simulated text: String) throws(Complaint) {
        do throws(SettingsFailure) {
            let config = try Config.parse(
                Array(text.utf8), file: "demo", mode: 0o600, home: nil)
            self.init(config: config, environment: ProcessInfo.processInfo.environment)
        } catch {
            throw Complaint(describe(error), status: .config)
        }
    }

    /// Reads a moment: a duration back from now, or RFC 3339.
    ///
    /// - Throws: A complaint that names the option.
    package func moment(_ text: String, option: String) throws(Complaint) -> Timestamp {
        if let age = RunDuration.parse(text) {
            return SystemClock().now.advanced(byMilliseconds: -age.milliseconds)
        }
        guard let parsed = Timestamp.parse(text, localOffset: clock.offset(atWall:)) else {
            throw Complaint(
                ["\(option) takes a duration such as 24h, or a time such as 2026-11-20T10:00Z"],
                status: .usage)
        }
        return parsed.timestamp
    }

    /// Reads a filter in the configured zone.
    ///
    /// - Throws: A complaint with the mistake marked.
    package func query(_ filter: String) throws(Complaint) -> Query {
        do throws(QueryMistake) {
            return try Query.parse(filter, localOffset: clock.offset(atWall:))
        } catch {
            throw Complaint(error, in: filter)
        }
    }

    /// The theme of a name, or the configured one.
    ///
    /// - Throws: A complaint that says what is wrong with its file, or which themes there are.
    package func theme(named name: String?) throws(Complaint) -> Theme {
        do throws(SettingsFailure) {
            let folder = try ConfigPaths(environment: environment).themeFolder
            let library = ThemeLibrary(embedded: EmbeddedThemes.sources, folder: folder)
            return Theme(try library.theme(named: name ?? config.theme))
        } catch {
            throw Complaint(describe(error), status: name == nil ? .config : .usage)
        }
    }
}

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
    package init(
        _ composition: Composition,
        limits: AsyncHTTPClientTransport.Limits = AsyncHTTPClientTransport.Limits()
    ) {
        let config = composition.config
        let reader = SecretReader(environment: composition.environment)
        var transports: [String?: AsyncHTTPClientTransport] = [:]
        sources = config.sources.compactMap { source in
            // Settings accept no address that BaseURL refuses.
            guard let baseURL = BaseURL(source.baseURL.absoluteString) else { return nil }
            let transport =
                transports[source.caFile]
                ?? AsyncHTTPClientTransport(caFile: source.caFile, limits: limits)
            transports[source.caFile] = transport
            let provider = Self.provider(of: source.options, secrets: reader) { secret in
                APIClient(
                    baseURL: baseURL, secret: reader.resolver(of: secret), transport: transport,
                    now: { SystemClock().now })
            }
            return MonitoredSource(
                name: source.name, provider: provider,
                interval: source.interval ?? config.interval,
                backfill: source.backfill ?? config.backfill)
        }
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
