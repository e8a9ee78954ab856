package import Runs

/// The differences between two configurations.
package struct ConfigChange: Hashable, Sendable {
    /// In the order of the later configuration.
    package let added: [SourceName]
    /// In the order of the earlier configuration.
    package let removed: [SourceName]
    /// The sources whose settings changed.
    package let changed: [SourceName]
    /// The unchanged sources.
    package let kept: [SourceName]
    /// The other differences.
    package let aspects: Set<Aspect>

    /// The settings beside the sources.
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

    /// Compares two configurations. A source changes with an interval or backfill it inherits.
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
        // The position of a key in the file has no effect.
        if old.keys.map(\.binding) != new.keys.map(\.binding) { aspects.insert(.keys) }
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

    package var isEmpty: Bool {
        added.isEmpty && removed.isEmpty && changed.isEmpty && aspects.isEmpty
    }
}

extension Config {
    /// A source with its inherited settings filled in.
    fileprivate func settled(_ source: SourceSettings) -> SourceSettings {
        var settled = source
        settled.interval = source.interval ?? interval
        settled.backfill = source.backfill ?? backfill
        settled.secretPlaces = [:]
        return settled
    }
}

extension KeySetting {
    fileprivate var binding: [String] { [command] + keys }
}
