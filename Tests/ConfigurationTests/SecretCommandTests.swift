import Foundation
import Runs
import TestSupport
import OperatingSystem
import Testing

@testable import UserConfiguration

struct SecretCommandTests {
    @Test func `a command's standard output is the secret`() async throws {
        let secret = try await reader.resolve(.command(["printf", "%s\\n", "wk_1; $HOME"]))
        #expect(secret == Secret("wk_1; $HOME"))
    }

    @Test func `standard error and standard input are empty`() async throws {
        let script = "cat; echo noise >&2; printf wk_1"
        #expect(try await reader.resolve(.command(["sh", "-c", script])) == Secret("wk_1"))
    }

    @Test func `a command sees the environment that it is given, and no terminal`() async throws {
        let reader = SecretReader(environment: ["PATH": "/usr/bin:/bin", "WHO": "ada"])
        let script = "printf %s \"$WHO\"; (: </dev/tty) 2>/dev/null && printf tty; true"
        #expect(try await reader.resolve(.command(["sh", "-c", script])) == Secret("ada"))
    }

    @Test func `a command inherits none of the open files and connections`() async throws {
        // As libraries open them: without the wish to be closed in other programs.
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        try #require(socket >= 0)
        let script = "for fd in /proc/$$/fd/*; do printf '%s ' ${fd##*/}; done"
        let open = try await reader.resolve(.command(["sh", "-c", script])).reveal()
        let numbers = open.split(separator: " ").compactMap { Int32($0) }
        #expect(numbers.contains(1))
        // A shell keeps its script at 10 or above, or opens a folder for a moment; both lie elsewhere.
        #expect(!numbers.contains(socket) && numbers.filter { $0 < 10 }.allSatisfy { $0 <= 3 })
    }

    @Test func `a command that fails tells its name and its code, and none of its words`() async {
        await #expect(throws: SecretFailure.commandFailed(name: "sh", exitCode: 3)) {
            try await reader.resolve(.command(["sh", "-c", "echo wk_1; exit 3"]))
        }
        await #expect(throws: SecretFailure.commandFailed(name: "sh", exitCode: 143)) {
            try await reader.resolve(.command(["sh", "-c", "kill -TERM $$"]))
        }
    }

    @Test(arguments: [["no-such-command-here"], ["/no/such/command"], ["echo a"], [""], []])
    func `a command that is not there is told by where it is named`(words: [String]) async {
        let place = SecretPlace(file: "config.toml", line: 5, key: "token")
        await #expect(throws: SecretFailure.commandNotFound(place)) {
            try await reader.resolve(.command(words), named: place)
        }
    }

    @Test func `a program is found without PATH, and from the home folder on`() async throws {
        #expect(ChildProcess.executable(named: "sh", environment: [:]) != nil)
        #expect(ChildProcess.executable(named: "sh", environment: ["PATH": ""]) == nil)
        for name in ["", "s\0h"] {
            #expect(ChildProcess.executable(named: name, environment: [:]) == nil)
        }
        try await TemporaryFolder.with { folder in
            let path = try folder.write("#!/bin/sh\n", to: "key", mode: 0o700)
            let environment = ["HOME": folder.path, "PATH": "/nowhere"]
            #expect(ChildProcess.executable(named: "~/key", environment: environment) == path)
            #expect(ChildProcess.executable(named: "key", environment: environment) == nil)
        }
    }

    @Test func `of several programs of a name the first in PATH is run`() async throws {
        try await TemporaryFolder.with { folder in
            let files = FileManager.default
            for name in ["folder", "text", "first", "second"] {
                try files.createDirectory(
                    atPath: folder.path + "/" + name, withIntermediateDirectories: false)
            }
            try files.createDirectory(
                atPath: folder.path + "/folder/key", withIntermediateDirectories: false)
            _ = try folder.write("no program", to: "text/key")
            for (name, program) in [("first", "/bin/sh"), ("second", "/bin/false")] {
                try files.createSymbolicLink(
                    atPath: folder.path + "/" + name + "/key", withDestinationPath: program)
            }
            let folders = ["missing", "folder", "text", "first", "second"]
            let path = folders.map { folder.path + "/" + $0 }.joined(separator: ":")
            let reader = SecretReader(environment: ["PATH": path])
            #expect(
                try await reader.resolve(.command(["key", "-c", "echo wk_1"])) == Secret("wk_1"))
        }
    }

    @Test func `a file that is no program is not run, and the system's reason is told`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            func refusal(_ path: String, _ number: Int32) -> SecretFailure {
                .commandRefused(name: path, reason: String(cString: strerror(number)))
            }
            let plain = try folder.write("#!/bin/sh\necho wk_1\n", to: "plain", mode: 0o600)
            for path in [plain, "/etc"] {
                await #expect(throws: refusal(path, EACCES)) {
                    try await reader.resolve(.command([path]))
                }
            }
            let words = try folder.write("echo wk_1\n", to: "words", mode: 0o700)
            await #expect(throws: refusal(words, ENOEXEC)) {
                try await reader.resolve(.command([words]))
            }
            let script = try folder.write("#!/bin/sh\necho wk_1\n", to: "script", mode: 0o700)
            #expect(try await reader.resolve(.command([script])) == Secret("wk_1"))
        }
    }

    /// Commands that hang, by themselves or in what they start. Each writes its own number and
    /// those of all that it starts into a file.
    private static let hanging = [
        "echo $$ > ids; exec sleep 600",
        "sleep 600 & echo $$ $! > ids; wait",
        "exec >&-; sleep 600 & echo $$ $! > ids; wait",
        "trap '' TERM INT HUP; sleep 600 & echo $$ $! > ids; while :; do echo; sleep 1; done",
        "(trap '' TERM HUP; sleep 600 & echo $! > inner; wait) & "
            + "while [ ! -s inner ]; do :; done; echo $$ $! $(cat inner) > ids; wait",
    ]

    @Test(.timeLimit(.minutes(10)), arguments: hanging)
    func `a command that hangs is ended with all that it started`(script: String) async throws {
        try await TemporaryFolder.with { folder in
            let reader = SecretReader(environment: environment, commandTimeout: .seconds(2))
            let words = ["sh", "-c", "cd '\(folder.path)'; \(script)"]
            await #expect(throws: SecretFailure.commandTimedOut(name: "sh")) {
                try await reader.resolve(.command(words))
            }
            try await expectAllDead(in: folder)
        }
    }

    @Test(.timeLimit(.minutes(10)), arguments: hanging)
    func `a cancelled task ends its command with all that it started`(script: String) async throws {
        try await TemporaryFolder.with { folder in
            let patient = SecretReader(environment: environment, commandTimeout: .seconds(600))
            let words = ["sh", "-c", "cd '\(folder.path)'; \(script)"]
            let task = Task { try await patient.resolve(.command(words)) }
            let deadline = ContinuousClock.now + .seconds(60)
            while folder.numbers("ids").isEmpty, ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(5))
            }
            task.cancel()
            await #expect(throws: SecretFailure.commandTimedOut(name: "sh")) {
                try await task.value
            }
            try await expectAllDead(in: folder)
        }
    }

    /// Waits until the processes of a command are gone, some seconds at most: the system removes
    /// those that lost their parent.
    private func expectAllDead(in folder: TemporaryFolder) async throws {
        let processes = folder.numbers("ids")
        try #require(!processes.isEmpty, "the command wrote no numbers")
        let deadline = ContinuousClock.now + .seconds(20)
        while processes.contains(where: Self.isAlive), ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(5))
        }
        let alive = processes.filter(Self.isAlive)
        #expect(alive.isEmpty, "still alive: \(alive)")
        for process in alive { kill(process, SIGKILL) }
    }

    /// Whether a process runs; one that ended and that nobody has asked about yet does not.
    private static func isAlive(_ process: pid_t) -> Bool {
        guard kill(process, 0) == 0 else { return false }
        let status = FileManager.default.contents(atPath: "/proc/\(process)/stat") ?? Data()
        let state = String(decoding: status, as: UTF8.self).split(separator: ")").last
        return state?.first { $0 != " " } != "Z"
    }

    @Test func `output without an end is cut off`() async {
        await #expect(throws: SecretFailure.tooLarge(.command("sh"))) {
            try await reader.resolve(.command(["sh", "-c", "while :; do echo kkkkkkkk; done"]))
        }
    }

    @Test func `no output and several lines are refused`() async {
        await #expect(throws: SecretFailure.empty(.command("true"))) {
            try await reader.resolve(.command(["true"]))
        }
        await #expect(throws: SecretFailure.malformed(.command("printf"))) {
            try await reader.resolve(.command(["printf", "a\\nb\\n"]))
        }
    }

    @Test func `many commands run side by side without holding one another up`() async throws {
        try await withThrowingTaskGroup { group in
            for number in 0..<12 {
                group.addTask {
                    try await reader.resolve(.command(["printf", "%s", "key-\(number)"]))
                }
            }
            var found: Set<Secret> = []
            for try await secret in group { found.insert(secret) }
            #expect(found.count == 12)
        }
    }

    private let environment = ["PATH": "/usr/bin:/bin"]
    private var reader: SecretReader { SecretReader(environment: environment) }
}

extension TemporaryFolder {
    /// The numbers in a file; none as long as it is not whole.
    fileprivate func numbers(_ name: String) -> [pid_t] {
        let text = FileManager.default.contents(atPath: path + "/" + name) ?? Data()
        guard text.last == UInt8(ascii: "\n") else { return [] }
        return String(decoding: text, as: UTF8.self).split(whereSeparator: \.isWhitespace)
            .compactMap { pid_t($0) }
    }
}
