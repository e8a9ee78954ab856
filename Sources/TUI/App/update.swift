import Query
import Runs
import RunTable
import Terminal

/// Takes a message into the state.
///
/// Everything that changes the screen happens here and in what it calls; nothing waits, reads or
/// writes. What is to be done outside is returned.
///
/// - Parameters:
///   - state: The state to change.
///   - message: What happened.
/// - Returns: What is to be done outside, in order.
package func update(_ state: inout State, _ message: Message) -> [Effect] {
    let effects = take(message, into: &state)
    return effects + state.askForWhole()
}

private func take(_ message: Message, into state: inout State) -> [Effect] {
    switch message {
    case .input(let event): return state.take(event)
    case .snapshot(let snapshot): return state.take(snapshot)
    case .run(let run):
        state.whole = run
        state.decoded = nil
        state.settleDetails()
        return []
    case .kin(let kin):
        state.kin = kin
        state.settleDetails()
        return []
    case .listed(let listing):
        state.take(listing)
        return []
    case .pipelines(let digests, let query):
        state.take(digests, answering: query)
        return []
    case .errors(let groups, let query):
        state.take(groups, answering: query)
        return []
    case .tick(let now):
        state.now = now
        state.tireOfAwaited()
        if state.messageExpires.map({ $0 <= now }) ?? false { state.message = nil }
        let isDue = now.milliseconds / 1_000 % 10 == 0
        return isDue && state.request.query.isTimeDependent && state.paused == nil ? [.list] : []
    case .export(let news):
        state.take(news)
        return []
    case .older(let news):
        state.take(news)
        return []
    case .request(let request, let source):
        state.sources.trail.note(request, to: source)
        state.settleSources()
        return []
    case .themes(let shelf):
        state.take(shelf)
        return []
    case .setup(let setup, let sentence): return state.take(setup, saying: sentence)
    case .setupRefused(let reasons, let sentence):
        state.take(refusal: reasons, saying: sentence)
        return []
    case .notice(let message):
        state.message = message
        return []
    case .log(let isLost):
        state.isLogLost = isLost
        return []
    case .reserve(let question):
        state.take(question)
        return []
    }
}

extension State {
    fileprivate mutating func take(_ event: InputEvent) -> [Effect] {
        switch event {
        case .key(let key):
            // Only who has the keyboard presses keys, though the terminal's report may get lost.
            hasKeyboard = true
            message = nil
            isFirstTime = false
            opensOnceListed = false
            return alarm.look(glyphs) + press(key)
        case .paste(let text):
            if line != nil {
                editLine { $0.insert(text) }
                return []
            }
            guard prompt != nil else {
                message = StatusMessage("to paste a filter, press / first")
                return []
            }
            return editPrompt { $0.insert(text) }
        case .resized(let newSize):
            size = newSize
            settle()
            return []
        case .focus(let isThere):
            hasKeyboard = isThere
            return isThere ? alarm.look(glyphs) : []
        case .mouse(let mouse): return take(mouse)
        case .interrupted, .closed:
            return [.quit]
        }
    }

    private mutating func press(_ key: KeyEvent) -> [Effect] {
        if let question { return answer(question, with: key) }
        if prompt != nil { return pressInPrompt(key) }
        if line != nil { return pressInLine(key) }
        guard let command = keymap.command(for: key, in: keyContext) else {
            explain(key)
            return []
        }
        let effects = perform(command)
        // Whoever leaves at once finds the run the next time.
        if !effects.contains(.quit) { awaited = nil }
        settle()
        return effects
    }

    fileprivate mutating func take(_ new: MonitorSnapshot) -> [Effect] {
        tell(of: new.history, after: snapshot?.history)
        tell(of: new.clock, after: snapshot?.clock)
        let isNew = snapshot?.table.generation != new.table.generation
        if message == nil, let gap = newGap(in: new) { message = gap }
        let failures = snapshot?.table.counts[.failed]
        snapshot = new
        settleSources()
        let list: [Effect] = isNew && paused == nil ? [.list] : []
        guard failures != new.table.counts[.failed] else { return list }
        return list + alarm.note(new.table.count(of: .failed, since: began), at: now, glyphs)
    }

    /// What is to be told of a gap that was not known before.
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
                "\(source.name.text) no longer tells of \(from) to \(until); \(key(.showSources)) says more",
                .warning)
        }
        return nil
    }

    /// Shows a new listing, without moving what is being read: the selected run keeps its line.
    fileprivate mutating func take(_ new: RunListing) {
        guard new.request == request else { return }
        let isSameQuestion = new.request == listing.request
        let line = (selectedPlace ?? 0) - top
        let before = selectedRun?.key
        if !isSameQuestion || new.hardCount != listing.hardCount,
            let words = FilterText.tooHard(new.hardCount)
        {
            message = StatusMessage(words, .warning)
        }
        listing = new
        if case .run(let key, let oldPlace) = selection {
            if let place = new.place(of: key) {
                selection = .run(key, place: place)
                if isSameQuestion { top = max(0, place - line) }
            } else if new.count > 0, isSameQuestion {
                let place = min(oldPlace, new.count - 1)
                selection = .run(new.key(at: place), place: place)
            } else {
                selection = .newest
            }
        }
        if selection == .newest { top = 0 }
        meetAwaited(in: new)
        if selectedRun?.key != before { details?.rewind() }
        if opensOnceListed {
            opensOnceListed = false
            open()
        }
        settle()
    }

    /// Brings what is selected onto the screen, and scroll offsets into their bounds.
    mutating func settle() {
        let height = max(1, layout.table.rows)
        if let place = selectedPlace {
            if place < top { top = place }
            if place >= top + height { top = place - height + 1 }
        }
        top = max(0, min(top, listing.count - height))
        settleDetails()
        settleSources()
        pipelines.settle(rows: layout.table.rows)
        errors.settle(rows: layout.table.rows)
        settleOverlay()
    }
}

extension State {
    /// Whether a tick changes anything: a window without the keyboard counts by ten seconds.
    func needsTick(at moment: Timestamp) -> Bool {
        hasKeyboard || isTenth(moment)
    }

    /// Whether nothing on the screen but the header goes on with the time: no run on it is under
    /// way, and nothing is told by its age.
    ///
    /// Every ten seconds all is drawn, for what goes by the day, and for the timeline.
    var isTimeInHeaderAlone: Bool {
        guard view == .runs, details == nil, overlay == nil, prompt == nil, line == nil,
            question == nil, message == nil, times.format != .relative, !isTenth(now)
        else { return false }
        let places = top..<min(listing.count, top + layout.table.rows)
        return places.allSatisfy { listing.status(at: $0).isTerminal }
    }

    private func isTenth(_ moment: Timestamp) -> Bool { moment.milliseconds / 1_000 % 10 == 0 }
}
