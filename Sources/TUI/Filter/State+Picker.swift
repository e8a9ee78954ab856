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
                Picker.Item(value: .status(status), count: snapshot.table.counts[status])
            }
            chosen = Set((runs.request.query.statuses ?? []).map(Picker.Item.Value.status))
        case .sources:
            items = sourceItems(snapshot)
            chosen = chosenSources(among: items, sources: snapshot.sources)
        }
        navigation.overlay = Overlay(
            .picker(
                Picker(subject: subject, items: items, chosen: chosen, saved: runs.request.query)))
    }

    mutating func performInPicker(_ command: Command, _ open: Picker, at place: Int) -> [Effect] {
        var picker = open
        if command == .toggle {
            toggle(&picker, at: place)
        } else if command == .toggleAll {
            picker.isTouched = true
            picker.chosen = picker.chosen.isEmpty ? Set(picker.items.map(\.value)) : []
        } else if command == .open {
            // If the user chose nothing, Enter chooses the row under the cursor.
            if picker.chosen.isEmpty, !picker.isTouched { toggle(&picker, at: place) }
            navigation.overlay = nil
            return apply(picker)
        } else if command == .back || command == .close {
            navigation.overlay = nil
            return ask(picker.saved)
        } else {
            return []
        }
        navigation.overlay?.content = .picker(picker)
        return apply(picker)
    }

    func pickerList(_ picker: Picker) -> OverlayList {
        OverlayList(
            title: picker.subject == .statuses ? "Statuses" : "Providers and sources",
            hint: hint(
                ([.toggle], "choose"), ([.toggleAll], "all"), ([.open], "apply"),
                ([.back], "cancel")), columns: 48,
            rows: picker.items.map { item in
                OverlayList.Row(
                    line: line(of: item, isChosen: picker.chosen.contains(item.value)),
                    trailing: [Span(ShortText.count(item.count), .textMuted)])
            }, height: picker.items.count)
    }

    private func line(of item: Picker.Item, isChosen: Bool) -> StyledLine {
        let box = checkbox(isChosen)
        switch item.value {
        case .status(let status):
            return [
                box, Span("\(glyphs.status(status)) ", Role(status)),
                Span(status.rawValue, .overlay),
            ]
        case .provider(let kind): return [box, Span(kind.rawValue, .overlay)]
        case .source(let name):
            return [Span("  ", .overlay), box, Span(SafeText.line(name.text).text, .overlay)]
        }
    }

    func checkbox(_ isChecked: Bool) -> Span {
        Span("[\(isChecked ? glyphs.checked : " ")] ", .overlay)
    }

    /// Lists each provider with its sources. An only source with its provider's name gets no line.
    private func sourceItems(_ snapshot: MonitorSnapshot) -> [Picker.Item] {
        Set(snapshot.sources.map(\.provider)).sorted().flatMap { kind -> [Picker.Item] in
            let sources = snapshot.sources.filter { $0.provider == kind }
            let count = sources.reduce(0) { $0 + snapshot.table.count(of: $1.name) }
            let head = Picker.Item(value: .provider(kind), count: count)
            if sources.count == 1, sources[0].name.text == kind.rawValue { return [head] }
            return [head]
                + sources.map { source in
                    Picker.Item(
                        value: .source(source.name),
                        count: snapshot.table.count(of: source.name))
                }
        }
    }

    private func chosenSources(
        among items: [Picker.Item], sources: [SourceHealth]
    ) -> Set<Picker.Item.Value> {
        let kinds = runs.request.query.providers
        let names = runs.request.query.sources
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

    private func toggle(_ picker: inout Picker, at place: Int) {
        guard picker.items.indices.contains(place) else { return }
        picker.isTouched = true
        let value = picker.items[place].value
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

    /// Applies the choices as a filter: by provider if all its sources are chosen, else by source.
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

    private mutating func ask(statuses: Set<RunStatus>) -> [Effect] {
        ask { state throws(QueryMistake) in
            // First drops terms that exclude one of them, then the status term itself.
            let query = try state.parse(state.runs.request.query.settingStatuses(statuses))
            guard statuses.count == RunStatus.allCases.count else { return query }
            return try state.parse(query.settingStatuses(nil))
        }
    }

    private mutating func askForAllSources(_ sources: [SourceHealth]) -> [Effect] {
        ask { state throws(QueryMistake) in
            // First drops terms that exclude one of them, then the terms themselves.
            let names = Set(sources.map(\.name))
            var query = try state.parse(state.runs.request.query.settingSources(names))
            query = try state.parse(query.settingProviders(Set(sources.map(\.provider))))
            query = try state.parse(query.settingSources(nil))
            return try state.parse(query.settingProviders(nil))
        }
    }

    private mutating func ask(providers: Set<ProviderKind>, sources: Set<SourceName>) -> [Effect] {
        ask { state throws(QueryMistake) in
            let query = try state.parse(state.runs.request.query.settingSources(sources))
            return try state.parse(query.settingProviders(providers))
        }
    }
}
