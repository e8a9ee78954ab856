import Terminal

extension State {
    /// Opens the prompt for a search in the details.
    mutating func openSearch() {
        guard let details else { return }
        line = LinePrompt(.search(from: details))
    }

    /// Looks for a text from where the details stood when the search began.
    mutating func search(for text: String, from saved: DetailsState) {
        var open = saved
        open.search = text
        open.match = nil
        details = open
        guard !text.isEmpty else { return settleDetails() }
        guard let content = detailsContent else { return }
        let matches = DetailsMatches(text, in: content.lines).lines
        guard let first = matches.first(where: { $0 >= open.scroll }) ?? matches.first else {
            line?.mistake = "not found in this tab"
            return settleDetails()
        }
        go(toMatch: first, content)
    }

    /// Goes to the next or the previous match, around the end.
    mutating func findMatch(_ direction: Movement) {
        guard let content = detailsContent else { return }
        let text = content.details.search
        guard !text.isEmpty else {
            message = StatusMessage(
                "nothing is looked for; \(key(.search)) searches in the details")
            return
        }
        let matches = DetailsMatches(text, in: content.lines).lines
        guard let first = matches.first, let last = matches.last else {
            message = StatusMessage("\"\(text)\" is not in this tab")
            return
        }
        let here = content.details.match ?? content.details.scroll - 1
        let found =
            direction == .up
            ? matches.last { $0 < here } ?? last : matches.first { $0 > here } ?? first
        go(toMatch: found, content)
        let place = (matches.firstIndex(of: found) ?? 0) + 1
        message = StatusMessage(
            "\(ShortText.count(place)) of \(ShortText.count(matches.count)) lines with \"\(text)\"")
    }

    /// Brings a line of the details onto the screen, and the cursor of the tree to it.
    private mutating func go(toMatch match: Int, _ content: DetailsContent) {
        details?.match = match
        let height = max(1, layout.details.rows)
        let scroll = details?.scroll ?? 0
        if match < scroll || match >= scroll + height {
            details?.scroll = max(0, match - height / 3)
        }
        if content.details.tab == .metadata, content.metadata.indices.contains(match) {
            details?.treeCursor = content.metadata[match].node
        }
        settleDetails()
    }
}
