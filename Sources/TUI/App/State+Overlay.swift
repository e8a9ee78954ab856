import Query
import Runs
import RunTable
import Terminal

extension State {
    var overlayList: OverlayList? {
        guard let overlay = navigation.overlay else { return nil }
        var list =
            switch overlay.content {
            case .help(let context): helpList(context, search: overlay.search?.text ?? "")
            case .picker(let picker): pickerList(picker)
            case .themes: themesList
            case .messages: messagesList
            case .columns: columnsList
            case .views: savedViewsList
            }
        list.place = overlay.place
        list.search = overlay.search
        list.isSearching = overlay.isSearching
        return list
    }

    mutating func performInOverlay(_ command: Command, _ overlay: Overlay) -> [Effect] {
        if let list = overlayList, let movement = Movement(command, page: list.page) {
            navigation.overlay?.place = movement.applied(to: overlay.place, count: list.stops)
            previewTheme()
            return []
        }
        switch overlay.content {
        case .help, .messages: performInText(command, overlay)
        case .picker(let picker): return performInPicker(command, picker, at: overlay.place)
        case .themes(let saved): performInThemes(command, saved: saved, at: overlay.place)
        case .columns(let saved): performInColumns(command, saved: saved, at: overlay.place)
        case .views: return performInViews(command, at: overlay.place)
        }
        return []
    }

    private mutating func performInText(_ command: Command, _ overlay: Overlay) {
        if command == .search {
            navigation.overlay?.search = overlay.search ?? LineEditor()
            navigation.overlay?.isSearching = true
        } else if command == .back, overlay.search != nil {
            endSearch()
        } else if command == .close || command == .back || command == .open {
            navigation.overlay = nil
        }
    }

    mutating func pressInOverlaySearch(_ key: KeyEvent) -> [Effect] {
        switch key {
        case .enter: navigation.overlay?.isSearching = false
        case .escape, .control("c"), .control("g"): endSearch()
        default:
            guard var overlay = navigation.overlay, var editor = overlay.search else { return [] }
            guard editor.apply(key) else {
                let command = keymap.command(for: key, in: keyContext)
                return command.map { perform($0) } ?? []
            }
            overlay.search = editor
            overlay.place = 0
            navigation.overlay = overlay
        }
        settleOverlay()
        return []
    }

    private mutating func endSearch() {
        navigation.overlay?.search = nil
        navigation.overlay?.isSearching = false
        navigation.overlay?.place = 0
    }

    /// Clamps the overlay's cursor. Closes an empty list of saved views.
    mutating func settleOverlay() {
        guard let overlay = navigation.overlay, let list = overlayList else { return }
        navigation.overlay?.place = max(0, min(overlay.place, list.stops - 1))
        if overlay.content == .views, list.rows.isEmpty { navigation.overlay = nil }
    }
}
