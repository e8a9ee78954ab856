import Foundation
import Testing

/// How a process ended, and what it wrote.
struct Outcome: Sendable {
    /// The exit code; 128 and the signal's number where a signal ended it.
    let status: Int32
    let output: String
    let errors: String
    let duration: Duration

    /// The lines of the output.
    var lines: [String] { output.split(whereSeparator: \.isNewline).map(String.init) }
}

/// A process without a terminal, whose output goes to files.
///
/// It is started as from a fresh shell, with no signal ignored or blocked, which Foundation's
/// `Process` does not do; and its end is its own, whoever inherited its files.
struct Child: Sendable {
    let pid: pid_t
    private let home: Home
    private let files = UUID().uuidString
    private let begun = ContinuousClock.now

    /// The system did not start it.
    private struct Refusal: Error, CustomStringConvertible {
        let executable: String
        let number: Int32
        var description: String { "\(executable): \(String(cString: strerror(number)))" }
    }

    /// Starts a process in a home, without a terminal or on the one that is named.
    init(
        _ executable: String, _ arguments: [String], in home: Home, on terminal: String? = nil,
        with variables: [String: String] = [:]
    ) throws {
        self.home = home
        let environment = home.environment.merging(variables) { $1 }.map { "\($0)=\($1)" }
        let base = home.path + "/" + files
        var process: pid_t = 0
        let failure = Self.spawn(
            [executable] + arguments, environment, input: terminal ?? "/dev/null",
            output: terminal ?? base + ".out", errors: terminal ?? base + ".err", into: &process)
        guard failure == 0 else { throw Refusal(executable: executable, number: failure) }
        pid = process
    }

    /// What it wrote to standard output so far.
    var output: String { home.read(files + ".out") }

    /// What it wrote to standard error so far.
    var errors: String { home.read(files + ".err") }

    /// Sends it a signal.
    func signal(_ number: Int32) { kill(pid, number) }

    /// Waits for its end; it is killed when nobody waits any more.
    func outcome() async throws -> Outcome {
        var status: Int32 = 0
        while waitpid(pid, &status, WNOHANG) != pid {
            do {
                try await Task.sleep(for: .milliseconds(2))
            } catch {
                signal(SIGKILL)
                waitpid(pid, &status, 0)
                throw error
            }
        }
        let signal = status & 0x7F
        return Outcome(
            status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal, output: output,
            errors: errors, duration: begun.duration(to: .now))
    }
}

extension Child {
    #if canImport(Darwin)
        private typealias Actions = posix_spawn_file_actions_t?
        private typealias Attributes = posix_spawnattr_t?
    #else
        private typealias Actions = posix_spawn_file_actions_t
        private typealias Attributes = posix_spawnattr_t
    #endif

    /// Starts a process in a session of its own, which a terminal as input becomes that of; hands back 0 or the system's error number.
    private static func spawn(
        _ arguments: [String], _ environment: [String], input: String, output: String,
        errors: String, into process: inout pid_t
    ) -> Int32 {
        #if canImport(Darwin)
            var actions: Actions = nil
            var attributes: Attributes = nil
            let inOwnSession = Int32(POSIX_SPAWN_SETSID)
        #else
            var actions = Actions()
            var attributes = Attributes()
            let inOwnSession: Int32 = 0x80  // POSIX_SPAWN_SETSID, which Glibc keeps to itself.
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        let writing = O_WRONLY | O_CREAT | O_TRUNC
        posix_spawn_file_actions_addopen(&actions, 1, output, writing, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors, writing, 0o600)

        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        let flags = Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK) | inOwnSession
        posix_spawnattr_setflags(&attributes, Int16(flags))

        let pointers = (arguments + environment).map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        return posix_spawn(
            &process, arguments[0], &actions, &attributes,
            pointers.prefix(arguments.count) + [nil], pointers.dropFirst(arguments.count) + [nil])
    }
}

extension Child {
    /// Waits until what it wrote meets a condition, half a minute at most.
    func wait(
        for text: KeyPath<Child, String> = \.output, until isMet: (String) -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while !isMet(self[keyPath: text]), ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(isMet(self[keyPath: text]), "\(self[keyPath: text].suffix(300))")
    }
}

extension Home {
    /// Runs the program without a terminal, through to its end.
    func synctop(_ arguments: String...) async throws -> Outcome { try await synctop(arguments) }

    /// Runs the program without a terminal, through to its end.
    func synctop(_ arguments: [String]) async throws -> Outcome {
        try await Child(Program.path(), arguments, in: self).outcome()
    }

    /// Runs the program without a terminal, and gives it more and more time for its calls until what
    /// is alive has answered, as how long that takes is the machine's business.
    func synctop(
        _ arguments: [String], givingTimeUntil isAnswered: (Outcome) -> Bool
    ) async throws -> Outcome {
        var outcome = try await synctop(arguments + ["--timeout", "500ms"])
        for time in ["2s", "10s", "20s"] where !isAnswered(outcome) {
            outcome = try await synctop(arguments + ["--timeout", time])
        }
        return outcome
    }

    /// Runs a script of the shell in this home, which finds the program as `synctop`.
    func shell(_ script: String) async throws -> Outcome {
        try await Child(Program.tool("bash"), ["-c", "cd; " + script], in: self).outcome()
    }
}
