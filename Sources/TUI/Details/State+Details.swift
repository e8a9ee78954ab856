import Runs
import RunTable
import Terminal

extension State {
    var detailsContent: DetailsContent? {
        guard let open = details.open, let place = runs.selectedPlace else { return nil }
        var run: Run
        if let whole = details.whole, isWholeCurrent(at: place) {
            run = whole
        } else {
            run = runs.listing[place]
            if run.isSummary, let whole = details.whole, whole.key == run.key { run = whole }
        }
        return DetailsContent(
            run: run, relatedRuns: details.relatedRuns?.key == run.key ? details.relatedRuns : nil,
            details: open,
            now: shownMoment, times: times, glyphs: glyphs,
            width: max(1, layout.details.columns - 2), page: runs.webPage(run))
    }

    private func request(at place: Int) -> FullRunRequest {
        FullRunRequest(key: runs.listing.key(at: place), generation: runs.listing.table.generation)
    }

    private func isWholeCurrent(at place: Int) -> Bool { details.decoded == request(at: place) }

    /// Decodes the open run once for each table generation: that can take longer than a frame.
    mutating func decodeWhole() {
        guard details.open != nil, let place = runs.selectedPlace, !isWholeCurrent(at: place) else {
            return
        }
        let run = runs.listing[place]
        guard !run.isSummary else { return }
        details.whole = run
        details.decoded = request(at: place)
    }

    /// Requests the open run in full and its related runs, once for each table generation.
    mutating func askForWhole() -> [Effect] {
        guard details.open != nil, let place = runs.selectedPlace else { return [] }
        let request = request(at: place)
        guard request != details.requested else { return [] }
        details.requested = request
        decodeWhole()
        return (isWholeCurrent(at: place) ? [] : [.readRun(request.key)]) + [
            .findRelatedRuns(request.key)
        ]
    }

    mutating func turnTab(by steps: Int) {
        guard let open = details.open else {
            return say("the details are closed; \(key(.open)) opens them")
        }
        details.open?.tab = open.tab.advanced(by: steps)
        details.open?.match = nil
    }

    mutating func placeDetails() {
        guard details.open != nil else {
            return say("the details are closed; \(key(.open)) opens them")
        }
        details.placement = layout.detailsPlacement.next
        say("details \(details.placement.words)")
        if layout.detailsPlacement != details.placement {
            say(
                "there is no room for the details \(details.placement.words); they are shown "
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
            details.open?.treeCursor = cursor
            // A value that is longer than the pane is shown from its beginning.
            let first = rows.firstIndex { $0.node == cursor } ?? 0
            let last = rows.lastIndex { $0.node == cursor } ?? first
            let height = max(1, layout.details.rows)
            let scroll = max(content.details.scroll, last - height + 1)
            details.open?.scroll = min(scroll, first)
        } else {
            // Stops at the last page, so that the next key up moves at once.
            let pages = max(1, count - layout.details.rows + 1)
            details.open?.scroll = movement.applied(to: content.details.scroll, count: pages)
        }
    }

    /// Folds or unfolds the node under the cursor; with nothing to fold, moves to its parent.
    mutating func foldTree(_ isFolding: Bool) {
        guard let content = detailsContent, content.details.tab == .metadata else { return }
        let nodes = MetadataTree(content.run.metadata, folded: content.details.folded).nodes
        guard nodes.indices.contains(content.details.treeCursor) else { return }
        let node = nodes[content.details.treeCursor]
        if isFolding, node.isBranch, !node.isFolded {
            details.open?.folded.insert(node.path)
        } else if isFolding {
            let parent = Array(node.path.dropLast())
            guard let place = nodes.firstIndex(where: { $0.path == parent }) else { return }
            details.open?.treeCursor = place
        } else {
            details.open?.folded.remove(node.path)
        }
    }

    mutating func settleDetails() {
        decodeWhole()
        guard let content = detailsContent else { return }
        let count = content.lines.count
        let height = max(1, layout.details.rows)
        if content.details.tab == .history, !content.details.isHistoryPlaced,
            let place = content.history?.place
        {
            details.open?.isHistoryPlaced = true
            details.open?.scroll = place < height ? 0 : place - height / 2
            return settleDetails()
        }
        details.open?.scroll = max(0, min(content.details.scroll, count - height))
        let lastNode = content.details.tab == .metadata ? content.metadata.last?.node : nil
        if let lastNode {
            details.open?.treeCursor = max(0, min(content.details.treeCursor, lastNode))
        }
    }
}

extension State {
    mutating func openSearch() {
        guard let open = details.open else { return }
        prompt.open = Prompt(.search(from: open))
    }

    /// Searches from where the details were when the search began.
    mutating func search(for text: String, from saved: OpenDetails) {
        var open = saved
        open.search = text
        open.match = nil
        details.open = open
        guard !text.isEmpty else { return settleDetails() }
        guard let content = detailsContent else { return }
        let matches = DetailsMatches(text, in: content.lines).lines
        guard let first = matches.first(where: { $0 >= open.scroll }) ?? matches.first else {
            _ = refuse("not found in this tab")
            return settleDetails()
        }
        go(toMatch: first, content)
    }

    mutating func findMatch(_ direction: Movement) {
        guard let content = detailsContent else { return }
        let text = content.details.search
        guard !text.isEmpty else {
            return say("no search text; \(key(.search)) searches in the details")
        }
        let matches = DetailsMatches(text, in: content.lines).lines
        guard let first = matches.first, let last = matches.last else {
            return say("\"\(text)\" is not in this tab")
        }
        let here = content.details.match ?? content.details.scroll - 1
        let found =
            direction == .up
            ? matches.last { $0 < here } ?? last : matches.first { $0 > here } ?? first
        go(toMatch: found, content)
        let place = (matches.firstIndex(of: found) ?? 0) + 1
        say("\(ShortText.count(place)) of \(ShortText.count(matches.count)) lines with \"\(text)\"")
    }

    private mutating func go(toMatch match: Int, _ content: DetailsContent) {
        details.open?.match = match
        let height = max(1, layout.details.rows)
        let scroll = details.open?.scroll ?? 0
        if match < scroll || match >= scroll + height {
            details.open?.scroll = max(0, match - height / 3)
        }
        if content.details.tab == .metadata, content.metadata.indices.contains(match) {
            details.open?.treeCursor = content.metadata[match].node
        }
        settleDetails()
    }
}
