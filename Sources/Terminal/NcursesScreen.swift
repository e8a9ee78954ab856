import CNcurses

/// The screen of the terminal on standard input and output; the only file that uses ncurses.
///
/// There is one at a time, on the main actor: input is read only when available, and all output
/// goes through `present`. `close()` restores the terminal, and so does a crash.
@MainActor
package final class NcursesScreen: Screen {
    /// Whether the screen may use the terminal.
    private enum Phase {
        case active
        /// Suspended to the shell.
        case suspended
        /// Gone: nothing is written any more, and only `close()` remains to be called.
        case lost
        case closed
    }

    /// The handles of ncurses. Input comes through a pad, as reading a window refreshes it first.
    private struct Handles {
        var screen: OpaquePointer
        var window: UnsafeMutablePointer<WINDOW>
        var input: UnsafeMutablePointer<WINDOW>
        var signals: Int32
    }

    private struct Input {
        var decoder = KeyDecoder()
        var clicks = ClickCounter()
        var lastRead = ContinuousClock.now
        var keys: Readiness?
        var signals: Readiness?
    }

    /// What the terminal shows.
    private struct Output {
        var frame: Frame?
        var title: String?
        var isCursorVisible = false
        var isMouseEnabled = false
    }

    package private(set) var size: Size
    package let events: AsyncStream<InputEvent>
    /// Whether the locale is UTF-8. If not, characters other than ASCII are shown as `?`.
    package let supportsUnicode: Bool
    /// The colours in use, none with `NO_COLOR`.
    package let colorDepth: ColorDepth

    private let reporter: AsyncStream<InputEvent>.Continuation
    private let handles: Handles
    private let isXtermLike: Bool
    private let glyphs: GlyphMaker
    private var styles: StyleTable
    private var phase = Phase.active
    private let multiplexer: Clipboard.Multiplexer?
    private let escapeDelay: Int32
    private var input = Input()
    private var output = Output()

    /// Takes control of the terminal: full-screen mode, single keys, no echo. `environment` is the
    /// process's own, for `TERM`, `NO_COLOR` and `ESCDELAY`; the C library reads the locale.
    /// - Throws: `TerminalError` if there is no usable terminal; it stays unchanged.
    package init(environment: [String: String]) throws(TerminalError) {
        guard cn_has_terminal() else { throw .notATerminal }
        guard let name = environment["TERM"], !name.isEmpty else { throw .noTerminalType }
        guard name != "dumb" else { throw .unusableTerminal(name) }
        supportsUnicode = cn_set_locale()
        glyphs = GlyphMaker(supportsUnicode: supportsUnicode) { Int(cn_columns($0.value)) }
        handles = try Self.open(name)

        let noColor = environment["NO_COLOR"]
        let isColorful = noColor?.isEmpty ?? true
        if isColorful { start_color() }
        let hasDefaultColors = isColorful && use_default_colors() == OK
        colorDepth = TerminalFamily.depth(name: name, colors: Int(cn_colors()), noColor: noColor)
        styles = StyleTable(
            depth: colorDepth, pairs: Int(cn_color_pairs()), hasDefaultColors: hasDefaultColors)
        isXtermLike = TerminalFamily.isXtermLike(name)
        multiplexer = Clipboard.Multiplexer(environment: environment)
        escapeDelay = Int32(TerminalFamily.escapeDelay(environment["ESCDELAY"]))
        size = Self.measuredSize()
        (events, reporter) = AsyncStream.makeStream()
        configure()
        if isXtermLike { send(TerminalFamily.savingTitle) }
        enter()
        if multiplexer == .unknown { send(EscapeSequence.askForName) }
        input.keys = Readiness(descriptor: 0) { [weak self] in self?.readKeys() }
        input.signals = Readiness(descriptor: handles.signals) { [weak self] in self?.readSignals()
        }
    }

    /// Omits referenced memory from crash reports; with a screen, a crash also restores the
    /// terminal.
    package nonisolated static func catchCrashes() { cn_crash_catch() }

    private static func open(_ name: String) throws(TerminalError) -> Handles {
        let failure = cn_modes_save()
        guard failure == 0 else { throw .inaccessible(failure) }
        // Installed before ncurses installs its own handlers.
        let signals = cn_signals_open()
        guard signals >= 0 else { throw .inaccessible(-signals) }
        guard let screen = cn_newterm(name) else {
            cn_signals_close(false)
            switch cn_find_entry(name) {
            case CN_NO_DATABASE: throw .noDatabase
            case CN_NO_ENTRY: throw .unknownTerminal(name)
            case CN_ODD_ENTRY: throw .unusableTerminal(name)
            default: throw .outOfMemory
            }
        }
        guard cn_has_capability("cup"), let window = newwin(0, 0, 0, 0), let input = newpad(1, 1)
        else {
            endwin()
            delscreen(screen)
            cn_signals_close(false)
            throw .unusableTerminal(name)
        }
        return Handles(screen: screen, window: window, input: input, signals: signals)
    }

    /// Sets the modes for the whole session.
    private func configure() {
        raw()
        noecho()
        nonl()
        typeahead(-1)
        set_escdelay(escapeDelay)
        nodelay(handles.input, true)
        leaveok(handles.window, true)
        curs_set(0)
        for definition in KeyCode.definitions { define_key(definition.sequence, definition.code) }
        resize()
    }

    private func resize() {
        resizeterm(Int32(size.rows), Int32(size.columns))
        wresize(handles.window, Int32(size.rows), Int32(size.columns))
    }

    private static func measuredSize() -> Size {
        var (rows, columns): (Int32, Int32) = (0, 0)
        cn_window_size(&rows, &columns)
        return .drawn(columns: Int(columns), rows: Int(rows))
    }
}

// MARK: - Output
extension NcursesScreen {
    package func present(_ frame: Frame) {
        guard phase == .active, frame != output.frame else { return }
        cn_crash_cover_thread()
        if output.frame?.size != frame.size { werase(handles.window) }
        for run in FrameDiff.runs(from: output.frame, to: frame) where run.row < size.rows {
            for column in run.columns.clamped(to: 0..<size.columns) {
                draw(frame, column: column, row: run.row)
            }
        }
        output.frame = frame
        place(cursor: frame.cursor)
        flush()
    }

    package func redraw() {
        guard phase == .active else { return }
        clearok(handles.window, true)
        flush()
    }

    package func setTitle(_ title: String) {
        guard phase == .active, isXtermLike, title != output.title else { return }
        output.title = title
        send(TerminalFamily.title(title))
    }

    package func copy(_ text: String) -> ClipboardDelivery {
        let multiplexer =
            multiplexer == .unknown ? input.decoder.multiplexer ?? .unknown : multiplexer
        guard phase == .active, isXtermLike,
            let sequence = Clipboard.sequence(for: text, through: multiplexer), send(sequence)
        else { return .refused }
        return multiplexer.map(\.delivery) ?? .sent
    }

    package func setMouse(_ isWanted: Bool) {
        guard phase == .active, isXtermLike, isWanted != output.isMouseEnabled else { return }
        output.isMouseEnabled = isWanted
        send(isWanted ? TerminalFamily.withMouse : TerminalFamily.withoutMouse)
    }

    package func bell() {
        guard phase == .active else { return }
        beep()
    }

    /// Draws a cell at its own position, wherever the terminal's cursor is after the previous ones.
    private func draw(_ frame: Frame, column: Int, row: Int) {
        let cell = frame[column: column, row: row]
        guard !cell.isTrailingHalf else { return }
        let isWide =
            column + 1 < size.columns && frame[column: column + 1, row: row].isTrailingHalf
        let style = styles.resolve(cell.style) { init_extended_pair($0, $1, $2) }
        var place = Int32(column)
        for glyph in glyphs.glyphs(for: cell.text, columns: isWide ? 2 : 1) {
            cn_draw(
                handles.window, Int32(row), place, glyph.scalars, Int32(glyph.scalars.count),
                style.attributes, style.pair)
            place += Int32(glyph.columns)
        }
    }

    private func place(cursor: Point?) {
        let isVisible = cursor.map(Rect(size: size).contains) ?? false
        if isVisible != output.isCursorVisible {
            output.isCursorVisible = isVisible
            leaveok(handles.window, !isVisible)
            curs_set(isVisible ? 1 : 0)
        }
        guard isVisible, let cursor else { return }
        wmove(handles.window, Int32(cursor.row), Int32(cursor.column))
    }

    private func flush() {
        wnoutrefresh(handles.window)
        doupdate()
    }

    @discardableResult
    private func send(_ sequence: String) -> Bool { cn_write(sequence, sequence.utf8.count) }
}

// MARK: - Input
extension NcursesScreen {
    /// Reads all available input without waiting.
    private func readKeys() {
        // Not every platform binds the main actor to one thread.
        cn_crash_cover_thread()
        guard phase == .active else { return }
        let silence = max(KeyDecoder.longestSilence, .milliseconds(Int(escapeDelay)))
        if input.lastRead.duration(to: .now) > silence { decode(.silence) }
        defer { input.lastRead = .now }
        var value = wint_t()
        while true {
            let kind = wget_wch(handles.input, &value)
            guard kind != ERR else { break }
            decode(kind == KEY_CODE_YES ? .code(Int32(bitPattern: value)) : .scalar(value))
        }
        decode(.pause)
        if cn_input_ended() { markLost() }
    }

    private func decode(_ key: KeyDecoder.Input) {
        for event in input.decoder.decode(key) {
            reporter.yield(input.clicks.counted(event, at: .now))
        }
    }

    private func readSignals() {
        while phase != .closed {
            let signal = cn_signals_take()
            guard signal != CN_NO_SIGNAL else { return }
            handle(signal)
        }
    }

    private func handle(_ signal: cn_signal) {
        switch signal {
        case CN_INTERRUPTED: reporter.yield(.interrupted)
        case CN_HUNG_UP: markLost()
        case CN_STOP_ASKED: suspend()
        case CN_CONTINUED: resume()
        default: updateSize()
        }
    }

    private func updateSize() {
        let measured = Self.measuredSize()
        guard phase == .active, measured != size else { return }
        size = measured
        resize()
        // Terminals rearrange their content on a resize.
        clearok(handles.window, true)
        output.frame = nil
        reporter.yield(.resized(size))
    }

    private func markLost() {
        guard phase == .active || phase == .suspended else { return }
        phase = .lost
        input.keys?.cancel()
        reporter.yield(.closed)
    }
}

// MARK: - Taking the terminal and giving it back
extension NcursesScreen {
    package func suspend() {
        guard phase == .active else { return }
        phase = .suspended
        input.keys?.pause()
        leave()
        cn_stop_group()
        resume()
    }

    package func close() {
        guard phase != .closed else { return }
        // A suspended screen has restored the modes already, and may not change them from the
        // background.
        if phase != .suspended { leave() }
        if isXtermLike { send(TerminalFamily.restoringTitle) }
        let isLost = phase == .lost
        phase = .closed
        input.keys?.cancel()
        input.signals?.cancel()
        delscreen(handles.screen)
        cn_signals_close(isLost)
        reporter.finish()
    }

    private func resume() {
        guard phase == .active || phase == .suspended, cn_in_foreground() else { return }
        phase = .active
        reset_prog_mode()
        enter()
        updateSize()
        redraw()
        input.keys?.resume()
    }

    private func enter() {
        keypad(handles.input, true)
        if isXtermLike {
            send(TerminalFamily.entering + (output.title.map(TerminalFamily.title) ?? ""))
        }
        if output.isMouseEnabled { send(TerminalFamily.withMouse) }
        cn_errors_hold()
        cn_crash_arm(isXtermLike ? TerminalFamily.leaving + TerminalFamily.restoringTitle : "")
    }

    private func leave() {
        if isXtermLike { send(TerminalFamily.leaving) }
        if !cn_has_capability("smcup") {
            // Without an alternate screen, the shell would write over the last frame.
            werase(handles.window)
            wrefresh(handles.window)
        }
        endwin()
        cn_modes_restore()
        cn_errors_show()
        cn_crash_disarm()
    }
}
