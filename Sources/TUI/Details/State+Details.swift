import Runs
import RunTable
import Terminal

extension State {
    /// The content of the open details, or nil where there is nothing to show.
    var detailsContent: DetailsContent? {
        guard let details, let place = selectedPlace else { return nil }
        var run: Run
        if let whole, isWholeCurrent(at: place) {
            run = whole
        } else {
            run = listing[place]
            if run.isSummary, let whole, whole.key == run.key { run = whole }
        }
        return DetailsContent(
            run: run, kin: kin?.key == run.key ? kin : nil, details: details, now: shownMoment,
            times: times, glyphs: glyphs, width: max(1, layout.details.columns - 2),
            page: webPage(run))
    }

    /// The run at a place of the listing, in the present state of the table.
    private func wish(at place: Int) -> FullRunRequest {
        FullRunRequest(key: listing.key(at: place), generation: listing.table.generation)
    }

    private func isWholeCurrent(at place: Int) -> Bool { decoded == wish(at: place) }

    /// Decodes the run whose details are open, if its payload is in memory, once for each state of
    /// the table: that may take longer than a frame.
    mutating func decodeWhole() {
        guard details != nil, let place = selectedPlace, !isWholeCurrent(at: place) else { return }
        let run = listing[place]
        guard !run.isSummary else { return }
        whole = run
        decoded = wish(at: place)
    }

    /// Asks for the whole of the run whose details are open and for what others have to do with
    /// it, once for each state of the table.
    mutating func askForWhole() -> [Effect] {
        guard details != nil, let place = selectedPlace else { return [] }
        let wish = wish(at: place)
        guard wish != wholeWish else { return [] }
        wholeWish = wish
        decodeWhole()
        return (isWholeCurrent(at: place) ? [] : [.readRun(wish.key)]) + [.findKin(wish.key)]
    }

    mutating func turnTab(by steps: Int) {
        guard let open = details else {
            message = StatusMessage("the details are closed; \(key(.open)) opens them")
            return
        }
        details?.tab = open.tab.advanced(by: steps)
        details?.match = nil
    }

    /// Puts the details on the right, below, or in the table's place.
    mutating func placeDetails() {
        guard details != nil else {
            message = StatusMessage("the details are closed; \(key(.open)) opens them")
            return
        }
        placement = layout.detailsPlacement.next
        message = StatusMessage("details \(placement.words)")
        if layout.detailsPlacement != placement {
            message = StatusMessage(
                "there is no room for the details \(placement.words); they stand "
                    + layout.detailsPlacement.words)
        }
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
        decodeWhole()
        guard let content = detailsContent else { return }
        let count = content.lines.count
        let height = max(1, layout.details.rows)
        if content.details.tab == .history, !content.details.isHistoryPlaced,
            let place = content.history?.place
        {
            details?.isHistoryPlaced = true
            details?.scroll = place < height ? 0 : place - height / 2
            return settleDetails()
        }
        details?.scroll = max(0, min(content.details.scroll, count - height))
        let lastNode = content.details.tab == .metadata ? content.metadata.last?.node : nil
        if let lastNode {
            details?.treeCursor = max(0, min(content.details.treeCursor, lastNode))
        }
    }

    // MARK: - Overlays

    mutating func performInHelp(_ command: Command, scroll: Int) {
        let help = HelpView(state: self, scroll: scroll)
        if let movement = Movement(command, page: help.height) {
            let pages = max(1, help.lineCount - help.height + 1)
            overlay = .help(scroll: movement.applied(to: scroll, count: pages))
        } else if command == .close || command == .back || command == .open {
            overlay = nil
        }
    }

    /// Brings the scroll offset of the help into its bounds.
    mutating func settleOverlay() {
        guard case .help(let scroll) = overlay else { return }
        let help = HelpView(state: self, scroll: scroll)
        overlay = .help(scroll: min(scroll, max(0, help.lineCount - help.height)))
    }
}
