package import Providers
import OperatingSystem
import Engine
import Foundation
package import Query
package import Runs
import RunTable
package import UserConfiguration
import Terminal
package import TUI

/// The settings of a command, with the files that it uses.
package struct Composition: Sendable {
    /// The settings.
    package private(set) var config: Config
    /// Where runs are stored.
    package let history: HistoryPlan
    /// The path of the log; nil to write none.
    package let logFile: String?
    /// The path of the session file; nil to keep no session.
    package private(set) var sessionFile: String?
    /// The bounds of each call; nil for the usual ones.
    package var exchangeLimits: AsyncHTTPClientTransport.Limits?
    let environment: [String: String]
    /// The names of credentials, over all sources of the configuration.
    let credentials: CredentialNames

    /// Where the settings were read from; nil if that was no file of the user's.
    private(set) var origin: ConfigOrigin?
    /// The version of the files before they were read.
    private(set) var stamp: SettingsVersion?

    private init(
        config: Config, credentials: CredentialNames, history: HistoryPlan,
        environment: [String: String], logFile: String?
    ) {
        self.credentials = credentials
        self.config = config
        self.history = history
        self.environment = environment
        self.logFile = logFile
    }

    /// Reads the configuration file, or the default one for nil. Keeps the named sources, or all
    /// enabled ones if there are no names.
    /// - Throws: An error with every mistake in the file, or with advice if there is none.
    package init(
        configFile file: String?, sources names: [String],
        themes: ConfigOrigin.Themes = .shown,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(CommandError) {
        try self.init(
            from: ConfigOrigin(
                file: file, sources: names, themes: themes, environment: environment))
    }

    /// Reads a configuration file.
    /// - Throws: An error with every mistake in the file, or with advice if there is none.
    package init(from origin: ConfigOrigin) throws(CommandError) {
        let (file, names, environment) = (origin.file, origin.sources, origin.environment)
        let stamp = origin.stamp
        let paths: ConfigPaths
        do throws(ConfigurationError) {
            paths = try ConfigPaths(environment: environment, override: file)
        } catch {
            throw CommandError(describe(error), status: .config)
        }
        var config = try Self.read(paths.configFile, origin)
        let known = config.sources.map(\.name.text)
        let wanted = Set(names)
        let unknown = wanted.subtracting(known)
        if let unknownName = names.first(where: unknown.contains) {
            throw CommandError(
                [
                    "no source is called \"\(unknownName)\"; "
                        + "there are: \(known.joined(separator: ", "))"
                ], status: .usage)
        }
        let credentials = CredentialNames(config.sources, environment: environment)
        config.sources = config.sources.filter { source in
            wanted.isEmpty ? source.isEnabled : wanted.contains(source.name.text)
        }
        guard !config.sources.isEmpty else {
            throw CommandError(
                [
                    "\(paths.configFile) has no enabled [[source]]",
                    "Add one to it; `synctop demo` shows the program without any.",
                ], status: .config)
        }
        self.init(
            config: config, credentials: credentials,
            history: .file(path: paths.historyFile, size: config.historySize),
            environment: environment, logFile: paths.logFile)
        sessionFile = paths.sessionFile
        self.origin = origin
        self.stamp = stamp
    }

    /// The clock of the configured time zone.
    package var clock: ZonedClock {
        switch config.timeZone {
        case .local: .local
        case .utc: .utc
        case .named(let identifier): ZonedClock(identifier: identifier) ?? .utc
        }
    }

    func keeping(_ names: Set<SourceName>?) -> Composition {
        guard let names else { return self }
        var kept = self
        kept.config.sources.removeAll { !names.contains($0.name) }
        return kept
    }

    func place(of secret: SecretReference, in source: SourceName) -> SecretPlace? {
        config.sources.first { $0.name == source }?.place(of: secret)
    }

    var presetViews: [SavedView] { config.views.compactMap(savedView) }

    var defaultView: SavedView? { config.views.first(where: \.isDefault).flatMap(savedView) }

    private func savedView(_ settings: ViewSettings) -> SavedView? {
        guard
            case .success(let query) = Result(catching: {
                try Query.parse(settings.filter, localOffset: clock.offset(atWall:))
            })
        else { return nil }
        return SavedView(
            name: settings.name,
            view: View.allCases.first { $0.name == settings.view.rawValue } ?? .runs,
            request: RunListing.Request(query: query, order: settings.order))
    }

    /// Reads the settings of the simulated providers. History and log must not be the user's own.
    /// - Throws: An error with every mistake in them.
    package init(
        simulated text: String, history: HistoryPlan = .memory, logFile: String? = nil
    ) throws(CommandError) {
        do throws(ConfigurationError) {
            let config = try Config.parse(
                Array(text.utf8), file: "demo", mode: 0o600, home: nil,
                providers: ProviderRegistry.descriptions)
            let environment = ProcessInfo.processInfo.environment
            self.init(
                config: config,
                credentials: CredentialNames(config.sources, environment: environment),
                history: history, environment: environment, logFile: logFile)
        } catch {
            throw CommandError(describe(error), status: .config)
        }
    }

    /// Reads a span of time; each end is a duration back from `now`, or RFC 3339.
    /// - Throws: An error that names the wrong option, or says that the span is empty.
    func span(
        since: String?, until: String?, at now: Timestamp
    ) throws(CommandError) -> (earliest: Timestamp?, latest: Timestamp?) {
        var earliest: Timestamp?
        if let since { earliest = try moment(since, option: "--since", at: now) }
        var latest: Timestamp?
        if let until { latest = try moment(until, option: "--until", at: now) }
        if let earliest, let latest, earliest > latest {
            throw CommandError(
                [
                    "--since \(since ?? "") is later than --until \(until ?? "")"
                ], status: .usage)
        }
        return (earliest, latest)
    }

    /// Reads a time: a duration back from `now`, or RFC 3339.
    /// - Throws: An error that names the option.
    package func moment(
        _ text: String, option: String, at now: Timestamp = SystemClock().now
    ) throws(CommandError) -> Timestamp {
        let moment = try anyMoment(text, option: option, at: now)
        guard moment >= Timestamp(milliseconds: 0) else {
            throw CommandError(
                ["\(option) \(text) is before 1970, when there was nothing to sync yet"],
                status: .usage)
        }
        return moment
    }

    private func anyMoment(
        _ text: String, option: String, at now: Timestamp
    ) throws(CommandError) -> Timestamp {
        if let age = RunDuration.parse(text) {
            return now.advanced(byMilliseconds: -age.milliseconds)
        }
        guard let parsed = Timestamp.parse(text, localOffset: clock.offset(atWall:)) else {
            throw CommandError(
                ["\(option) takes a duration such as 24h, or a time such as 2026-11-20T10:00Z"],
                status: .usage)
        }
        return parsed.timestamp
    }

    /// Reads a filter in the configured zone.
    /// - Throws: An error with the mistake marked.
    package func query(_ filter: String) throws(CommandError) -> Query {
        do throws(QueryMistake) {
            return try Query.parse(filter, localOffset: clock.offset(atWall:))
        } catch {
            throw CommandError(error, in: filter)
        }
    }

    func themes() -> ThemeShelf {
        var shelf = ThemeShelf()
        do throws(ConfigurationError) {
            let library = try ThemeLibrary.standard(environment: environment)
            for name in library.names {
                do throws(ConfigurationError) {
                    shelf.themes.append(Theme(try library.theme(named: name)))
                } catch {
                    shelf.mistakes += describe(error)
                }
            }
        } catch {
            shelf.mistakes += describe(error)
        }
        return shelf
    }

    /// The picked theme; nil if it can no longer be read.
    func theme(pickedAs name: String?) -> Theme? {
        guard let name, case .success(let theme) = Result(catching: { try theme(named: name) })
        else { return nil }
        return theme
    }

    /// Returns the theme of a name, or the configured one.
    /// - Throws: An error about its file, or with the names of all themes.
    package func theme(named name: String?) throws(CommandError) -> Theme {
        do throws(ConfigurationError) {
            let library = try ThemeLibrary.standard(environment: environment)
            return Theme(try library.theme(named: name ?? config.theme))
        } catch {
            throw CommandError(describe(error), status: name == nil ? .config : .usage)
        }
    }
}

extension Composition {
    static func create(_ text: String, at path: String) throws(ConfigurationError) {
        do throws(FileError) {
            try PrivateFile.create(text, at: path)
        } catch {
            throw .file(error)
        }
    }
}
