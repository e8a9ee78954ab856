import Runs
import Terminal

extension State {
    /// The content of the open details, or nil where there is nothing to show.
    var detailsContent: DetailsContent? {
        guard let details, let place = selectedPlace else { return nil }
        var run = listing[place]
        if run.isSummary, let whole, whole.key == run.key { run = whole }
        return DetailsContent(
            run: run, attempts: listing.table.attempts(like: run), details: details,
            now: shownMoment, clock: clock, glyphs: glyphs,
            width: max(1, layout.details.columns - 2))
    }

    /// Asks for the whole of the run whose details are open, once for each state of the table.
    mutating func askForWhole() -> [Effect] {
        guard details != nil, let place = selectedPlace else { return [] }
        let wish = WholeWish(key: listing.key(at: place), generation: listing.table.generation)
        guard wish != wholeWish, listing[place].isSummary else { return [] }
        wholeWish = wish
        return [.readRun(wish.key)]
    }

    mutating func turnTab(by steps: Int) {
        guard let open = details else {
            message = StatusMessage("the details are closed; Enter opens them")
            return
        }
        details?.tab = open.tab.advanced(by: steps)
    }

    mutating func scrollDetails(_ movement: Movement) {
        guard let content = detailsContent else { return }
        let count = content.lines.count
        if content.details.tab == .metadata {
            let rows = content.metadata
            let cursor = movement.applied(
                to: content.details.treeCursor, count: (rows.last?.node ?? 0) + 1)
            details?.treeCursor = cursor
            // A value that is longer than the pane is shown from its beginning.
            let first = rows.firstIndex { $0.node == cursor } ?? 0
            let last = rows.lastIndex { $0.node == cursor } ?? first
            let height = max(1, layout.details.rows)
            let scroll = max(content.details.scroll, last - height + 1)
            details?.scroll = min(scroll, first)
        } else {
            // The last page is the furthest one can go, so that a key back moves at once.
            let pages = max(1, count - layout.details.rows + 1)
            details?.scroll = movement.applied(to: content.details.scroll, count: pages)
        }
    }

    /// Folds or unfolds the branch under the cursor; folding a leaf goes to its branch.
    mutating func foldTree(_ isFolding: Bool) {
        guard let content = detailsContent, content.details.tab == .metadata else { return }
        let nodes = MetadataTree(content.run.metadata, folded: content.details.folded).nodes
        guard nodes.indices.contains(content.details.treeCursor) else { return }
        let node = nodes[content.details.treeCursor]
        if isFolding, node.isBranch, !node.isFolded {
            details?.folded.insert(node.path)
        } else if isFolding {
            let parent = Array(node.path.dropLast())
            guard let place = nodes.firstIndex(where: { $0.path == parent }) else { return }
            details?.treeCursor = place
        } else {
            details?.folded.remove(node.path)
        }
    }

    /// Brings scroll offsets of the details into their bounds.
    mutating func settleDetails() {
        guard let content = detailsContent else { return }
        let count = content.lines.count
        let height = max(1, layout.details.rows)
        details?.scroll = max(0, min(content.details.scroll, count - height))
        let lastNode = content.details.tab == .metadata ? content.metadata.last?.node : nil
        if let lastNode {
            details?.treeCursor = max(0, min(content.details.treeCursor, lastNode))
        }
    }

    // MARK: - Overlays

    mutating func performInHelp(_ command: Command, scroll: Int) {
        if let movement = Movement(command, page: HelpView.height(in: size)) {
            let pages = max(1, HelpView.lineCount(in: size) - HelpView.height(in: size) + 1)
            overlay = .help(scroll: movement.applied(to: scroll, count: pages))
        } else if command == .close || command == .back || command == .open {
            overlay = nil
        }
    }

    /// Brings the scroll offset of the help into its bounds.
    mutating func settleOverlay() {
        guard case .help(let scroll) = overlay else { return }
        let furthest = max(0, HelpView.lineCount(in: size) - HelpView.height(in: size))
        overlay = .help(scroll: min(scroll, furthest))
    }
}
