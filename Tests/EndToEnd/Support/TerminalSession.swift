import Foundation

/// A terminal of a test's own: a tmux server with one window, and nobody else's settings.
struct TerminalSession: Sendable {
    private static let options = [
        ("default-terminal", "tmux-256color"), ("status", "off"), ("remain-on-exit", "on"),
        ("set-clipboard", "on"),
    ]

    private let tmux: String
    private let home: Home

    /// Opens a terminal, runs a command in it, and closes it with all that runs in it.
    static func with<Value>(
        in home: Home, columns: Int = 140, rows: Int = 40, running command: [String],
        _ body: (TerminalSession) async throws -> Value
    ) async throws -> Value {
        let session = TerminalSession(tmux: try Program.tool("tmux"), home: home)
        // In the foreground, so that its end can be waited for.
        let server = try Child(session.tmux, session.own + ["-D"], in: home)
        do {
            try await session.start(columns: columns, rows: rows, command: command)
            let value = try await body(session)
            try await session.stop(server)
            return value
        } catch {
            try await session.stop(server)
            throw error
        }
    }

    private func start(columns: Int, rows: Int, command: [String]) async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        for (option, value) in Self.options {
            while try await report(["set-option", "-g", option, value]).status != 0 {
                guard ContinuousClock.now < deadline else { throw Refusal(words: "no server") }
                try await Task.sleep(for: .milliseconds(10))
            }
        }
        let window = ["-x", String(columns), "-y", String(rows), "-c", home.path]
        try await ask(["new-session", "-d", "-s", "main"] + window + ["--"] + command)
    }

    /// Ends the server, even where the test was called off.
    private func stop(_ server: Child) async throws {
        _ = try await Task {
            _ = try await report(["kill-server"])
            return try await server.outcome()
        }.value
    }

    /// What makes a tmux command one of this terminal's.
    private var own: [String] { ["-L", "synctop-e2e-\(getpid())", "-f", "/dev/null"] }

    private func report(_ arguments: [String]) async throws -> Outcome {
        try await Child(tmux, own + arguments, in: home).outcome()
    }

    /// Gives tmux a command.
    ///
    /// - Returns: What it says.
    @discardableResult
    private func ask(_ arguments: [String]) async throws -> String {
        let outcome = try await report(arguments)
        guard outcome.status == 0 else { throw Refusal(words: outcome.errors) }
        return outcome.output
    }

    /// tmux did not do what it was asked for.
    private struct Refusal: Error, CustomStringConvertible {
        let words: String
        var description: String { "tmux: \(words)" }
    }
}

// MARK: - What a person does
extension TerminalSession {
    /// The time after which an Esc is no longer the beginning of another key.
    private static let afterEscape = Duration.milliseconds(60)

    /// Presses keys, by tmux's names: `f`, `Enter`, `Escape`, `C-z`, `BSpace`.
    func send(_ keys: String...) async throws {
        for key in keys {
            try await ask(["send-keys", "-t", "main", key])
            if key == "Escape" {
                try await waitUntilRead()
                try await Task.sleep(for: Self.afterEscape)
            }
        }
    }

    /// Waits for the program to read what was sent.
    private func waitUntilRead() async throws {
        let tty = open(try await flags("#{pane_tty}"), O_RDONLY | O_NOCTTY | O_NONBLOCK)
        guard tty >= 0 else { return }
        defer { close(tty) }
        let deadline = ContinuousClock.now + .seconds(30)
        var unread: Int32 = 0
        while ioctl(tty, UInt(FIONREAD), &unread) == 0, unread > 0 {
            guard ContinuousClock.now < deadline else { throw Refusal(words: "a key is not read") }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Types a text.
    func type(_ text: String) async throws {
        try await ask(["send-keys", "-t", "main", "-l", "--", text])
    }

    /// Presses and lets go the first button of the mouse twice in a cell, counted from 1.
    func doubleClick(column: Int, row: Int) async throws {
        let place = "\(column);\(row)"
        let click = "\u{1B}[<0;\(place)M\u{1B}[<0;\(place)m"
        try await type(click + click)
    }

    /// Changes an option of tmux.
    func set(_ option: String, _ value: String) async throws {
        try await ask(["set-option", "-g", option, value])
    }

    /// What was copied last.
    func clipboard() async throws -> String { try await ask(["show-buffer"]) }

    /// Types a line of the shell.
    func enter(_ line: String) async throws {
        try await type(line)
        try await send("Enter")
    }

    /// Changes the size of the window.
    func resize(columns: Int, rows: Int) async throws {
        try await ask(["resize-window", "-t", "main", "-x", String(columns), "-y", String(rows)])
    }

    /// Copies every byte that the program writes from now on into a file.
    func record(to file: String) async throws {
        try await ask(["pipe-pane", "-t", "main", "-o", "exec cat > '\(file)'"])
    }
}

// MARK: - What a person sees
extension TerminalSession {
    /// What is on the screen now.
    func screen() async throws -> Screen {
        let text = try await ask(["capture-pane", "-t", "main", "-p"])
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return Screen(lines: lines.dropLast().map(String.init))
    }

    /// What is on the screen now from a row on, counted from 0, with the sequences that colour it.
    func painted(from row: Int = 0) async throws -> String {
        try await ask(["capture-pane", "-t", "main", "-e", "-p", "-S", String(row)])
    }

    /// Looks at the screen again and again until it is as it should be.
    ///
    /// - Throws: The last screen where that does not come within the limit.
    @discardableResult
    func wait(
        for what: String, within limit: Duration = .seconds(30),
        until isMet: (Screen) async throws -> Bool
    ) async throws -> Screen {
        let deadline = ContinuousClock.now + limit
        var screen = try await screen()
        while true {
            let wasMet = try await isMet(screen)
            guard ContinuousClock.now < deadline || wasMet else { throw NeverShown(what, screen) }
            if !wasMet { try await Task.sleep(for: .milliseconds(20)) }
            let next = try await self.screen()
            // A frame may be half drawn when it is looked at.
            if wasMet, next.lines == screen.lines || ContinuousClock.now >= deadline { return next }
            screen = next
        }
    }

    /// What the terminal says of itself: `#{cursor_flag}`, `#{alternate_on}`.
    func flags(_ format: String) async throws -> String {
        try await ask(["display-message", "-t", "main", "-p", format])
            .trimmingCharacters(in: .newlines)
    }

    /// The modes that a program may leave behind: the cursor, the other screen, keypad and mouse.
    func modes() async throws -> String {
        try await flags(
            "cursor #{cursor_flag} alternate #{alternate_on} keypad #{keypad_flag} "
                + "#{keypad_cursor_flag} mouse #{mouse_any_flag} insert #{insert_flag} "
                + "wrap #{wrap_flag}")
    }

    /// Waits until the command has ended.
    ///
    /// - Returns: Its exit code, or nil where a signal ended it.
    func exitCode() async throws -> Int32? {
        let process = try await flags("#{pane_pid}")
        try await wait(for: "the program's end") { _ in
            let isDead = try await !flags("#{pane_dead_status}#{pane_dead_signal}").isEmpty
            return isDead || Self.unreapedStatus(of: process) != nil
        }
        if let status = Self.unreapedStatus(of: process) {
            return status & 0x7F == 0 ? status >> 8 : nil
        }
        return Int32(try await flags("#{pane_dead_status}"))
    }

    /// How a process ended that tmux has not noticed: a terminal server that was started with
    /// SIGCHLD blocked, as it is on some threads, is not told (proc(5): state and exit code).
    private static func unreapedStatus(of process: String) -> Int32? {
        guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return nil }
        let fields = stat[end...].dropFirst(2).split(separator: " ")
        guard fields.first == "Z", let last = fields.last else { return nil }
        return Int32(last.filter(\.isNumber))
    }

    /// What was waited for did not come.
    private struct NeverShown: Error, CustomStringConvertible {
        private let what: String
        private let screen: Screen

        init(_ what: String, _ screen: Screen) {
            self.what = what
            self.screen = screen
        }

        var description: String { "waited in vain for \(what); the screen shows\n\(screen)" }
    }
}
