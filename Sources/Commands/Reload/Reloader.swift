import Engine
import Runs
import UserConfiguration
import TUI

/// Reloads the settings when their files change, and applies them to sources and interface.
actor Reloader {
    /// What a reload does besides changing the monitor's sources.
    struct Effects: Sendable {
        /// Connects the named sources of new settings.
        let connect:
            @Sendable (Composition, Set<SourceName>) throws(CommandError) -> ConnectedSources
        /// Returns the theme of new settings; nil if the user requested another one.
        let theme: @Sendable (Composition) -> Theme?
        let shelf: @Sendable () -> ThemeShelf
        let report: @Sendable (App.Notice) -> Void
    }

    /// The wait before checking again files that an editor still writes.
    private static let pause = Duration.milliseconds(150)
    /// How often to check files that keep changing.
    private static let mostChecks = 20

    private let live: LiveSettings
    private let monitor: Monitor
    private let effects: Effects
    private let parts: Set<SettingsWatch.Part>
    private var connections: Connections
    private var watch: SettingsWatch?
    private var isReading = false

    /// `stamp` is the version of the files before they were read, nil to watch none; `parts` are
    /// the files to watch.
    init(
        _ live: LiveSettings, _ monitor: Monitor, _ connected: ConnectedSources,
        stamp: SettingsVersion?, parts: Set<SettingsWatch.Part> = [.config, .themes],
        _ effects: Effects
    ) {
        self.live = live
        self.monitor = monitor
        connections = Connections(connected)
        watch = stamp.map(SettingsWatch.init)
        self.parts = parts
        self.effects = effects
    }

    /// Checks the files, and reloads them once they stop changing.
    func look() async {
        guard !isReading else { return }
        isReading = true
        defer { isReading = false }
        for _ in 0..<Self.mostChecks {
            guard let stamp = live.current.origin?.stamp, let verdict = watch?.check(stamp) else {
                return
            }
            switch verdict {
            case .same: return
            case .settling:
                guard (try? await Task.sleep(for: Self.pause)) != nil else { return }
            case .changed(let changed):
                let parts = changed.intersection(parts)
                return parts.isEmpty ? () : await read(for: parts)
            }
        }
    }

    /// Reloads the files, whether they changed or not.
    func reload() async {
        guard let origin = live.current.origin else {
            return effects.report(
                .status(StatusMessage("a demo has no configuration to reload")))
        }
        guard !isReading else { return }
        isReading = true
        defer { isReading = false }
        if let stamp = origin.stamp { watch = SettingsWatch(read: stamp) }
        await read(for: [.config, .themes])
    }

    func disconnect() async { await connections.disconnect() }

    private func read(for parts: Set<SettingsWatch.Part>) async {
        let old = live.current
        guard let origin = old.origin else { return }
        do throws(CommandError) {
            let new = try Composition(from: origin)
            let change = ConfigChange(from: old.config, to: new.config)
            try await follow(change, from: old, to: new)
            live.current = new
            effects.report(
                .setup(setup(after: change, new), saying: sentence(of: change, for: parts)))
            // Last, so that the status line shows mistakes in a theme.
            if parts.contains(.themes) { effects.report(.themes(effects.shelf())) }
        } catch {
            effects.report(.setupRefused(error.lines, saying: Self.refusal(error, of: origin)))
        }
    }

    private func follow(
        _ change: ConfigChange, from old: Composition, to new: Composition
    ) async throws(CommandError) {
        // An unchanged source may now share its call budget with other sources.
        let shared = new.config.sources.filter { source in
            change.kept.contains(source.name)
                && old.credentials.places(of: source) != new.credentials.places(of: source)
        }
        let renewed = Set(change.added + change.changed + shared.map(\.name))
        let isOther = !renewed.isEmpty || !change.removed.isEmpty
        guard isOther || !change.aspects.isDisjoint(with: [.order, .retention]) else { return }
        let connected = try effects.connect(new, renewed)
        await monitor.change(
            to: new.config.sources.map(\.name), renewing: connected.sources,
            retention: Retention(new.config))
        let idle = connections.drop(renewed.union(change.removed))
        if !renewed.isEmpty { connections.add(connected) }
        for connected in idle { await connected.disconnect() }
    }

    private func setup(after change: ConfigChange, _ new: Composition) -> Setup {
        var setup = new.setup
        if change.aspects.contains(.theme) { setup.theme = effects.theme(new) }
        if change.aspects.contains(.mouse) { setup.mouse = new.config.mouse }
        return setup
    }

    private func sentence(
        of change: ConfigChange, for parts: Set<SettingsWatch.Part>
    ) -> StatusMessage {
        guard parts.contains(.config) || !change.isEmpty else {
            return StatusMessage("themes reloaded")
        }
        return StatusMessage("config reloaded: \(change.words)")
    }

    /// The status line for an unusable configuration; `:messages` has all mistakes.
    private static func refusal(
        _ failure: CommandError, of origin: ConfigOrigin
    ) -> StatusMessage {
        let (lines, first) = (failure.lines, origin.shortened(failure.lines.first ?? ""))
        guard failure.listsMistakes else {
            return StatusMessage("nothing changed (:messages): \(first)", .error)
        }
        let count = lines.count == 1 ? "a mistake" : "\(lines.count) mistakes"
        return StatusMessage("\(count) (:messages), nothing changed: \(first)", .error)
    }
}

extension Composition {
    var setup: Setup {
        Setup(
            keymap: keymap, clock: clock, presets: presetViews, bell: config.bell,
            webPage: webPages(of: config.sources))
    }
}

extension ConfigChange {
    /// The most changed sources to name.
    private static let named = 3

    var words: String {
        var parts: [String] = []
        if !added.isEmpty { parts.append("+" + Self.count(added)) }
        if !removed.isEmpty { parts.append("-" + Self.count(removed)) }
        if !changed.isEmpty {
            let names =
                changed.count > Self.named
                ? Self.count(changed) : changed.map(\.text).joined(separator: ", ")
            parts.append("\(names) changed")
        }
        let others = Aspect.allCases.filter(aspects.contains).map(\.words)
        if !others.isEmpty { parts.append("other " + others.joined(separator: ", ")) }
        return parts.isEmpty ? "nothing changed" : parts.joined(separator: ", ")
    }

    private static func count(_ names: [SourceName]) -> String {
        names.count == 1 ? "1 source" : "\(names.count) sources"
    }
}

extension ConfigChange.Aspect {
    fileprivate var words: String {
        switch self {
        case .theme: "theme"
        case .keys: "keys"
        case .views: "views"
        case .timeZone: "timezone"
        case .retention: "retention"
        case .historySize: "history-size (from the next start on)"
        case .bell: "bell"
        case .mouse: "mouse"
        case .order: "order"
        }
    }
}

/// The connections of all sources, across reloads.
struct Connections: Sendable {
    /// Sources that were connected together; `names` are those that are still read.
    private struct Share: Sendable {
        let connected: ConnectedSources
        var names: Set<SourceName>
    }

    private var shares: [Share] = []

    init(_ connected: ConnectedSources) { add(connected) }

    mutating func add(_ connected: ConnectedSources) {
        shares.append(Share(connected: connected, names: Set(connected.sources.map(\.name))))
    }

    /// Drops sources. Returns the connections that no source needs any more.
    mutating func drop(_ names: Set<SourceName>) -> [ConnectedSources] {
        for place in shares.indices { shares[place].names.subtract(names) }
        let idle = shares.filter(\.names.isEmpty).map(\.connected)
        shares.removeAll(where: \.names.isEmpty)
        return idle
    }

    func disconnect() async {
        for share in shares { await share.connected.disconnect() }
    }
}
