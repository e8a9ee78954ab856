import Query
import Runs
import RunTable
import Terminal

/// Applies a message to the state, without I/O or waiting. Returns the effects, in order.
package func update(_ state: inout State, _ message: Message) -> [Effect] {
    let effects = take(message, into: &state)
    return effects + state.askForWhole()
}

private func take(_ message: Message, into state: inout State) -> [Effect] {
    switch message {
    case .input(let event): return state.take(event)
    case .snapshot(let snapshot): return state.take(snapshot)
    case .setup(let setup, let sentence): return state.take(setup, saying: sentence)
    case .tick(let now): return state.take(now)
    case .setupRefused(let reasons, let sentence): state.take(refusal: reasons, saying: sentence)
    case .run(let run):
        state.details.whole = run
        state.details.decoded = nil
        state.settleDetails()
    case .relatedRuns(let relatedRuns):
        state.details.relatedRuns = relatedRuns
        state.settleDetails()
    case .request(let request, let source):
        state.sources.trail.note(request, to: source)
        state.listSources()
    case .listed(let listing): state.take(listing)
    case .pipelines(let digests, let query): state.take(digests, answering: query)
    case .errors(let groups, let query): state.take(groups, answering: query)
    case .export(let news): state.take(news)
    case .older(let news): state.take(news)
    case .themes(let shelf): state.take(shelf)
    case .reserve(let question): state.take(question)
    case .status(let message): state.message = message
    case .log(let isLost): state.messages.isLogLost = isLost
    }
    return []
}

extension State {
    fileprivate mutating func take(_ event: InputEvent) -> [Effect] {
        switch event {
        case .key(let key):
            // A key proves that the window has the focus, even if the terminal's report got lost.
            terminal.hasKeyboard = true
            message = nil
            terminal.isFirstTime = false
            runs.opensOnceListed = false
            return messages.alarm.look(glyphs) + press(key)
        case .paste(let text):
            if navigation.overlay?.isSearching == true {
                navigation.overlay?.search?.insert(text)
                settleOverlay()
                return []
            }
            guard prompt.open != nil else { return sayOnly("to paste a filter, press / first") }
            return editPrompt { $0.insert(text) }
        case .resized(let newSize):
            terminal.size = newSize
            settle()
            return []
        case .focus(let isThere):
            terminal.hasKeyboard = isThere
            return isThere ? messages.alarm.look(glyphs) : []
        case .mouse(let mouse): return take(mouse)
        case .interrupted, .closed: return [.quit]
        }
    }

    fileprivate mutating func take(_ moment: Timestamp) -> [Effect] {
        now = moment
        expireAwaited()
        messages.expire(at: now)
        let isListed = runs.request.query.isTimeDependent && runs.paused == nil
        return isTenth(now) && isListed ? [.list] : []
    }

    private mutating func press(_ key: KeyEvent) -> [Effect] {
        if let question = messages.question { return answer(question, with: key) }
        if let open = prompt.open { return press(key, in: open) }
        if navigation.overlay?.isSearching == true { return pressInOverlaySearch(key) }
        guard let command = keymap.command(for: key, in: keyContext) else {
            explain(key)
            return []
        }
        let effects = perform(command)
        // A user who quits before the awaited run appears finds it at the next start.
        if !effects.contains(.quit) { runs.awaited = nil }
        settle()
        return effects
    }

    fileprivate mutating func take(_ new: MonitorSnapshot) -> [Effect] {
        report(new.history, after: snapshot?.history)
        report(new.clock, after: snapshot?.clock)
        let isNew = snapshot?.table.generation != new.table.generation
        if message == nil, let gap = newGap(in: new) { message = gap }
        let failures = snapshot?.table.counts[.failed]
        snapshot = new
        listSources()
        let list: [Effect] = isNew && runs.paused == nil ? [.list] : []
        guard failures != new.table.counts[.failed] else { return list }
        return list
            + messages.alarm.note(new.table.count(of: .failed, since: runs.began), at: now, glyphs)
    }

    private func newGap(in new: MonitorSnapshot) -> StatusMessage? {
        let known = Dictionary(
            (snapshot?.sources ?? []).lazy.filter { !$0.gaps.isEmpty }.map { ($0.name, $0.gaps) },
            uniquingKeysWith: { first, _ in first })
        for source in new.sources {
            guard let gap = source.gaps.last, known[source.name]?.contains(gap) != true else {
                continue
            }
            let from = times.clock.brief(gap.from, today: now)
            let until = times.clock.brief(gap.until, today: now)
            return StatusMessage(
                "\(source.name.text) no longer serves \(from) to \(until); \(key(.showSources)) says more",
                .warning)
        }
        return nil
    }

    /// Shows a new listing; for the same request, the selected run keeps its line.
    fileprivate mutating func take(_ new: RunListing) {
        guard new.request == runs.request else { return }
        let isSameQuestion = new.request == runs.listing.request
        let line = (runs.selectedPlace ?? 0) - runs.top
        let before = runs.selectedRun?.key
        if !isSameQuestion || new.hardCount != runs.listing.hardCount,
            let words = FilterText.tooHard(new.hardCount)
        {
            say(words, .warning)
        }
        runs.listing = new
        if case .run(let key, let oldPlace) = runs.selection {
            if let place = new.place(of: key) {
                runs.selection = .run(key, place: place)
                if isSameQuestion { runs.top = max(0, place - line) }
            } else if new.count > 0, isSameQuestion {
                let place = min(oldPlace, new.count - 1)
                runs.selection = .run(new.key(at: place), place: place)
            } else {
                runs.selection = .newest
            }
        }
        if runs.selection == .newest { runs.top = 0 }
        selectAwaited(in: new)
        if runs.selectedRun?.key != before { details.open?.rewind() }
        if runs.opensOnceListed {
            runs.opensOnceListed = false
            open()
        }
        settle()
    }

    /// Scrolls the selection into view and clamps the scroll offsets.
    mutating func settle() {
        runs.settle(rows: layout.table.rows)
        settleDetails()
        settleSources()
        pipelines.settle(rows: layout.table.rows)
        errors.settle(rows: layout.table.rows)
        settleOverlay()
    }
}

extension State {
    /// Whether to apply a tick: without the focus, only every tenth second.
    func needsTick(at moment: Timestamp) -> Bool { terminal.hasKeyboard || isTenth(moment) }

    /// Whether time changes nothing but the header: no run on the screen is under way or shows its
    /// age. Every tenth second redraws all, for the timeline and for texts that depend on the day.
    var isTimeInHeaderAlone: Bool {
        guard view == .runs, details.open == nil, navigation.overlay == nil, prompt.open == nil,
            messages.question == nil, message == nil, times.format != .relative, !isTenth(now)
        else { return false }
        return runs.places(rows: layout.table.rows).allSatisfy {
            runs.listing.status(at: $0).isTerminal
        }
    }

    private func isTenth(_ moment: Timestamp) -> Bool { moment.milliseconds / 1_000 % 10 == 0 }
}
