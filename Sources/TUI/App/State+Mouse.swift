import Runs
import RunTable
import Terminal

extension State {
    mutating func take(_ mouse: MouseEvent) -> [Effect] {
        guard messages.question == nil, prompt.open == nil else { return [] }
        switch mouse.action {
        case .wheelUp: return turnWheel(.up, at: mouse.place)
        case .wheelDown: return turnWheel(.down, at: mouse.place)
        case .press(let count): return press(at: mouse.place, count: count)
        }
    }

    private static let wheelLines = 3

    private mutating func turnWheel(_ command: Command, at place: Point) -> [Effect] {
        var effects: [Effect] = []
        let isOverDetails = layout.details.contains(place) || layout.detailsTitle.contains(place)
        let before = navigation.focus
        if navigation.overlay == nil, layout.table.contains(place) || isOverDetails {
            navigation.focus = isOverDetails ? .details : .table
        }
        for _ in 0..<Self.wheelLines { effects += perform(command) }
        navigation.focus = before
        settle()
        return effects
    }

    private mutating func press(at place: Point, count: Int) -> [Effect] {
        message = nil
        let layout = layout
        var effects: [Effect] = []
        if navigation.overlay != nil {
            // Overlays take no clicks: their choices are made by keys.
            return []
        } else if layout.title.contains(place) {
            let title = TitleView(state: self)
            let column = place.column - layout.title.column
            if let view = title.view(at: column, columns: layout.title.columns) {
                effects = show(view)
            }
        } else if layout.tableHeader.contains(place), view == .runs {
            effects = sort(atColumn: place.column - layout.tableHeader.column)
        } else if layout.table.contains(place) {
            navigation.focus = .table
            effects = press(row: place.row - layout.table.row, count: count)
        } else if layout.timeline.contains(place) {
            navigation.focus = .timeline
        } else if layout.detailsTitle.contains(place), let tab = detailsTab(at: place) {
            details.open?.tab = tab
            navigation.focus = .details
        } else if layout.details.contains(place) {
            navigation.focus = .details
        }
        settle()
        return effects
    }

    private mutating func press(row: Int, count: Int) -> [Effect] {
        switch view {
        case .runs:
            guard runs.top + row < runs.listing.count else { return [] }
            select(place: runs.top + row)
        case .pipelines:
            guard pipelines.select(row: row) else { return [] }
        case .errors:
            guard errors.select(row: row) else { return [] }
        case .sources:
            guard sources.list.select(row: row) else { return [] }
        }
        return count == 2 ? perform(.open) : []
    }

    private mutating func sort(atColumn column: Int) -> [Effect] {
        let place = column + runs.scrolledColumns
        let hit = columnLayout.placed.last { $0.offset <= place }
        guard let key = hit.flatMap({ SortKey(rawValue: $0.column.id) }) else { return [] }
        return key == runs.request.order.key ? invertSort() : order(by: RunOrder(key))
    }

    private func detailsTab(at place: Point) -> DetailsTab? {
        let rect = layout.detailsTitle
        guard let content = detailsContent, view == .runs, place.row == rect.endRow - 1 else {
            return nil
        }
        var start = DetailsView(state: self).tabsOffset(content, in: rect)
        for tab in DetailsTab.allCases {
            let end = start + tab.rawValue.count + 2
            if (start..<end).contains(place.column - rect.column) { return tab }
            start = end
        }
        return nil
    }
}
