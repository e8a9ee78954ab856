import Query
import Runs
import RunTable

extension State {
    mutating func openPicker(_ subject: Picker.Subject) {
        guard let snapshot else { return }
        let items: [Picker.Item]
        let chosen: Set<Picker.Item.Value>
        switch subject {
        case .statuses:
            items = RunStatus.allCases.map { status in
                Picker.Item(
                    value: .status(status), count: snapshot.table.counts[status],
                    isIndented: false)
            }
            chosen = Set((request.query.statuses ?? []).map(Picker.Item.Value.status))
        case .sources:
            items = sourceItems(snapshot)
            chosen = chosenSources(among: items, sources: snapshot.sources)
        }
        overlay = .picker(
            Picker(subject: subject, items: items, chosen: chosen, saved: request.query))
    }

    mutating func performInPicker(_ command: Command, _ open: Picker) -> [Effect] {
        var picker = open
        if let movement = Movement(command, page: 8) {
            picker.cursor = movement.applied(to: picker.cursor, count: picker.items.count)
            overlay = .picker(picker)
            return []
        }
        if command == .toggle {
            toggle(&picker)
        } else if command == .toggleAll {
            picker.isTouched = true
            picker.chosen = picker.chosen.isEmpty ? Set(picker.items.map(\.value)) : []
        } else if command == .open {
            // Where nothing is chosen and nothing was touched, Enter takes what is under the cursor.
            if picker.chosen.isEmpty, !picker.isTouched { toggle(&picker) }
            overlay = nil
            return apply(picker)
        } else if command == .back || command == .close {
            overlay = nil
            return ask(picker.saved)
        } else {
            return []
        }
        overlay = .picker(picker)
        return apply(picker)
    }

    /// Lists each provider with its sources; a source that is its provider's only one and bears
    /// its name needs no line of its own.
    private func sourceItems(_ snapshot: MonitorSnapshot) -> [Picker.Item] {
        Set(snapshot.sources.map(\.provider)).sorted().flatMap { kind -> [Picker.Item] in
            let sources = snapshot.sources.filter { $0.provider == kind }
            let count = sources.reduce(0) { $0 + snapshot.table.count(of: $1.name) }
            let head = Picker.Item(value: .provider(kind), count: count, isIndented: false)
            if sources.count == 1, sources[0].name.text == kind.rawValue { return [head] }
            return [head]
                + sources.map { source in
                    Picker.Item(
                        value: .source(source.name),
                        count: snapshot.table.count(of: source.name), isIndented: true)
                }
        }
    }

    private func chosenSources(
        among items: [Picker.Item], sources: [SourceHealth]
    ) -> Set<Picker.Item.Value> {
        let kinds = request.query.providers
        let names = request.query.sources
        guard kinds != nil || names != nil else { return [] }
        let held = sources.filter { source in
            (kinds?.contains(source.provider) ?? true) && (names?.contains(source.name) ?? true)
        }
        var chosen = Set(held.map { Picker.Item.Value.source($0.name) })
        for kind in Set(held.map(\.provider)) {
            let all = sources.filter { $0.provider == kind }
            if all.allSatisfy({ held.contains($0) }) { chosen.insert(.provider(kind)) }
        }
        return chosen.intersection(items.map(\.value))
    }

    private func toggle(_ picker: inout Picker) {
        guard picker.items.indices.contains(picker.cursor) else { return }
        picker.isTouched = true
        let value = picker.items[picker.cursor].value
        let isChosen = picker.chosen.contains(value)
        if isChosen { picker.chosen.remove(value) } else { picker.chosen.insert(value) }
        switch value {
        case .status: break
        case .provider(let kind):
            let children = (snapshot?.sources ?? []).filter { $0.provider == kind }
                .map { Picker.Item.Value.source($0.name) }
            let listed = Set(children).intersection(picker.items.map(\.value))
            if isChosen { picker.chosen.subtract(listed) } else { picker.chosen.formUnion(listed) }
        case .source(let name):
            guard let source = snapshot?.sources.first(where: { $0.name == name }) else { return }
            let siblings = (snapshot?.sources ?? []).filter { $0.provider == source.provider }
            let areAll = siblings.allSatisfy { picker.chosen.contains(.source($0.name)) }
            if areAll {
                picker.chosen.insert(.provider(source.provider))
            } else {
                picker.chosen.remove(.provider(source.provider))
            }
        }
    }

    /// Puts in force the filter that the choices stand for: statuses; providers where whole ones
    /// are chosen, else sources.
    private mutating func apply(_ picker: Picker) -> [Effect] {
        switch picker.subject {
        case .statuses:
            let statuses = picker.chosen.compactMap { value -> RunStatus? in
                guard case .status(let status) = value else { return nil }
                return status
            }
            return ask(statuses: Set(statuses))
        case .sources:
            let kinds = picker.chosen.compactMap { value -> ProviderKind? in
                guard case .provider(let kind) = value else { return nil }
                return kind
            }
            let chosen = (snapshot?.sources ?? []).filter {
                kinds.contains($0.provider) || picker.chosen.contains(.source($0.name))
            }
            let areAll = chosen.count == (snapshot?.sources.count ?? 0)
            if areAll, !chosen.isEmpty { return askForAllSources(chosen) }
            let areWhole = chosen.allSatisfy { kinds.contains($0.provider) }
            return ask(
                providers: areWhole ? Set(kinds) : [],
                sources: areWhole ? [] : Set(chosen.map(\.name)))
        }
    }

    /// Asks for statuses; all of them together need no term.
    private mutating func ask(statuses: Set<RunStatus>) -> [Effect] {
        do throws(QueryMistake) {
            // What forbids one of them gives way before the term itself does.
            var query = try parse(request.query.settingStatuses(statuses))
            if statuses.count == RunStatus.allCases.count {
                query = try parse(query.settingStatuses(nil))
            }
            return ask(query)
        } catch {
            message = StatusMessage(error.sentence, .error)
            return []
        }
    }

    /// Asks for all sources there are, which needs no term.
    private mutating func askForAllSources(_ sources: [SourceHealth]) -> [Effect] {
        do throws(QueryMistake) {
            // What forbids one of them gives way before the terms themselves do.
            var query = try parse(request.query.settingSources(Set(sources.map(\.name))))
            query = try parse(query.settingProviders(Set(sources.map(\.provider))))
            query = try parse(query.settingSources(nil))
            return ask(try parse(query.settingProviders(nil)))
        } catch {
            message = StatusMessage(error.sentence, .error)
            return []
        }
    }

    private mutating func ask(
        providers: Set<ProviderKind>, sources: Set<SourceName>
    ) -> [Effect] {
        do throws(QueryMistake) {
            let query = try parse(request.query.settingSources(sources))
            return ask(try parse(query.settingProviders(providers)))
        } catch {
            message = StatusMessage(error.sentence, .error)
            return []
        }
    }
}
