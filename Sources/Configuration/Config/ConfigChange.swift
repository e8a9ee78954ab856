package import Runs

/// What is different between two configurations.
package struct ConfigChange: Hashable, Sendable {
    /// The sources that are new, in the order of the later configuration.
    package let added: [SourceName]
    /// The sources that are not there any more, in the order of the earlier one.
    package let removed: [SourceName]
    /// The sources that are there as before in name alone.
    package let changed: [SourceName]
    /// The sources that are read as before.
    package let kept: [SourceName]
    /// What else is different.
    package let aspects: Set<Aspect>

    /// What a configuration says beside its sources.
    package enum Aspect: CaseIterable, Hashable, Sendable {
        case theme
        case keys
        case views
        case timeZone
        case retention
        case historySize
        case bell
        case mouse
        case order
    }

    /// Compares two configurations. A source that takes over the interval or the backfill of all is
    /// another one where that is another.
    package init(from old: Config, to new: Config) {
        let before = Dictionary(
            old.sources.map { ($0.name, old.settled($0)) }, uniquingKeysWith: { first, _ in first })
        let names = new.sources.map(\.name)
        added = names.filter { before[$0] == nil }
        removed = old.sources.map(\.name).filter { !names.contains($0) }
        let stayed = new.sources.filter { before[$0.name] != nil }
        changed = stayed.filter { before[$0.name] != new.settled($0) }.map(\.name)
        kept = stayed.filter { before[$0.name] == new.settled($0) }.map(\.name)
        var aspects: Set<Aspect> = []
        if old.theme != new.theme { aspects.insert(.theme) }
        // Where a key stands in the file is no part of what it does.
        if old.keys.map(\.wish) != new.keys.map(\.wish) { aspects.insert(.keys) }
        if old.views != new.views { aspects.insert(.views) }
        if old.timeZone != new.timeZone { aspects.insert(.timeZone) }
        if old.retention != new.retention { aspects.insert(.retention) }
        if old.historySize != new.historySize { aspects.insert(.historySize) }
        if old.bell != new.bell { aspects.insert(.bell) }
        if old.mouse != new.mouse { aspects.insert(.mouse) }
        let common = Set(stayed.map(\.name))
        let order = old.sources.map(\.name).filter(common.contains)
        if order != stayed.map(\.name) { aspects.insert(.order) }
        self.aspects = aspects
    }

    /// Whether both say the same.
    package var isEmpty: Bool {
        added.isEmpty && removed.isEmpty && changed.isEmpty && aspects.isEmpty
    }
}

extension Config {
    /// A source with what it takes over from the settings of all.
    fileprivate func settled(_ source: SourceSettings) -> SourceSettings {
        SourceSettings(
            name: source.name, baseURL: source.baseURL, interval: source.interval ?? interval,
            backfill: source.backfill ?? backfill, isEnabled: source.isEnabled,
            caFile: source.caFile, webLink: source.webLink, options: source.options)
    }
}

extension KeySetting {
    fileprivate var wish: [String] { [command] + keys }
}
