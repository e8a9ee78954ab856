import Foundation
import Simulator
import Testing

extension EndToEnd {
    /// The terminal is given back whatever ends the program, soon, with all that was switched on.
    struct CrashTests {
        /// How long it takes at most, unless the machine is busy with something else.
        private static let limit = Sanitizer.allowing(.milliseconds(200))

        /// What the interface switches on: the cursor off, the other screen, cursor keys, pastes,
        /// focus, the mouse's buttons in long numbers, the keypad, the kept title.
        private static let taken: Set = [
            "25", "1049", "1", "2004", "1004", "1000", "1006", "keypad", "title",
        ]

        /// What a report says of a trap: the message of the standard library, or the signal where
        /// the optimizer left that out.
        private static func trap(_ message: String) -> String {
            Program.isOptimized ? "Illegal instruction" : message
        }

        private static let foundNil = trap(
            "Unexpectedly found nil while unwrapping an Optional value")
        private static let outOfRange = trap("Index out of range")

        @Test(
            .disabled(if: Sanitizer.isUsed, Sanitizer.aboutReports),
            arguments: [
                ("nil", foundNil), ("bounds", outOfRange), ("overflow", "arithmetic overflow"),
                ("stack", "depth(_:)"), ("queue", "depth(_:)"), ("task", "depth(_:)"),
                ("memory", "Bad pointer dereference"),
                ("abort", "Program crashed: Aborted"),
                ("elsewhere", foundNil), ("everywhere", foundNil),
            ])
        func `after a crash its report stands in a terminal that is as it was`(
            crash: String, words: String
        ) async throws {
            try await expectQuick {
                try await crashed(
                    crash, with: ["SWIFT_BACKTRACE": "interactive=no"],
                    tries: crash == "everywhere" ? 1 : 4
                ) { text in
                    let report = text.split(separator: "\u{1B}[?1049l").last ?? ""
                    #expect(report.contains(words), "\(report)")
                    // A thread that crashes while the runtime looks at another ends both.
                    #expect(report.contains("Backtrace took") || crash == "everywhere")
                    #expect(!report.contains("Registers:"), "the memory they point to may be a key")
                }
            }
        }

        @Test(.disabled(if: Sanitizer.isUsed, Sanitizer.aboutReports))
        func `nobody is asked what to do about a crash`() async throws {
            try await expectQuick {
                try await crashed("bounds", tries: 4) { text in
                    let report = text.split(separator: "\u{1B}[?1049l").last ?? ""
                    #expect(report.contains(Self.outOfRange))
                    #expect(report.contains("Backtrace took"))
                    #expect(!report.contains("Press "))
                }
            }
        }

        @Test(
            .disabled(if: Sanitizer.watchesThreads, Sanitizer.aboutCrashes),
            .disabled(if: Program.isOptimized, "an optimized trap has no words"))
        func `where no report is wanted, the last words are there all the same`()
            async throws
        {
            try await expectQuick {
                try await crashed("bounds", with: ["SWIFT_BACKTRACE": "enable=no"]) { text in
                    let words = text.split(separator: "\u{1B}[?1049l").last ?? ""
                    #expect(words.contains("Index out of range"))
                    #expect(!words.contains("Thread 0"))
                }
            }
        }

        @Test(
            .disabled(if: Sanitizer.watchesThreads, Sanitizer.aboutCrashes),
            arguments: [
                SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGQUIT, SIGXCPU, SIGALRM,
                SIGUSR1,
            ])
        func `a signal that ends the process gives the terminal back`(number: Int32) async throws {
            try await expectQuick {
                try await crashed("nil", by: number, with: ["SWIFT_BACKTRACE": "enable=no"]) { _ in
                }
            }
        }

        @Test(arguments: [SIGTERM, SIGINT, SIGHUP, SIGQUIT])
        func `a signal to the program itself gives all of the terminal back`(number: Int32)
            async throws
        {
            try await expectQuick {
                try await ended(status: number == SIGQUIT ? 128 + SIGQUIT : 0) { _, child in
                    child.signal(number)
                }
            }
        }

        @Test func `q gives all of the terminal back, after a broken pipe that ends nothing`()
            async throws
        {
            try await expectQuick {
                try await ended(status: 0) { terminal, child in
                    child.signal(SIGPIPE)
                    terminal.type("q")
                }
            }
        }

        /// Expects it to be quick at its best of some times, as the machine may be busy.
        private func expectQuick(_ body: () async throws -> Duration) async throws {
            var best = try await body()
            for _ in 0..<4 where best > Self.limit { best = min(best, try await body()) }
            #expect(best <= Self.limit)
        }

        /// Has a program crash that has taken a terminal over, and holds what is left against what
        /// was. Where the runtime's reporter gave up, as it does at times on a busy machine, it is
        /// tried again.
        ///
        /// - Returns: How long it took for the terminal to be given back.
        private func crashed(
            _ crash: String, by number: Int32? = nil, with variables: [String: String] = [:],
            tries: Int = 1, _ check: (String) -> Void
        ) async throws -> Duration {
            try await Home.with { home in
                let terminal = try PseudoTerminal()
                let before = terminal.settings
                let child = try Child(
                    Program.folder + "/trapper", [crash], in: home, on: terminal.path,
                    with: variables.merging(["TERM": "xterm-256color"]) { $1 })
                try await terminal.wait(for: "the cursor") { $0.contains("\u{1B}[2;4H") }
                let took = try await restored(terminal, before) {
                    if let number { child.signal(number) } else { terminal.type("x") }
                }
                let end = try await child.outcome()
                #expect(number.map { end.status == 128 + $0 } ?? (end.status > 128))
                #expect(terminal.modes.left == [])
                if tries > 1, !terminal.text.contains("Backtrace took") {
                    return try await crashed(
                        crash, by: number, with: variables, tries: tries - 1, check)
                }
                check(terminal.text)
                return took
            }
        }

        /// Opens the interface and ends it.
        ///
        /// - Returns: How long it took for the terminal to be given back.
        private func ended(
            status: Int32, by ending: (PseudoTerminal, Child) async throws -> Void
        ) async throws -> Duration {
            try await withProgram { home, config in
                let terminal = try PseudoTerminal()
                let before = terminal.settings
                let child = try Child(
                    Program.path(), ["--config", config], in: home, on: terminal.path,
                    with: ["TERM": "xterm-256color", "SWIFT_BACKTRACE": "enable=no"])
                // The first frame is drawn before the title is set.
                try await terminal.wait(for: "the interface") { $0.contains("\u{1B}]2;") }
                let took = try await restored(terminal, before) {
                    try await ending(terminal, child)
                }
                #expect(try await child.outcome().status == status)
                #expect(terminal.modes.left == [])
                return took
            }
        }

        private func withProgram(
            _ body: (Home, String) async throws -> Duration
        ) async throws -> Duration {
            try await Home.with { home in
                try await SimulatorServer.with(KnownWorld.configuration) { server in
                    try await body(home, home.write("mouse = true\n" + server.configText()))
                }
            }
        }

        private func restored(
            _ terminal: PseudoTerminal, _ before: PseudoTerminal.Settings,
            after ending: () async throws -> Void
        ) async throws -> Duration {
            #expect(terminal.settings != before)
            #expect(terminal.modes.changed.isSuperset(of: Self.taken))
            #expect(terminal.modes.left.contains("1049"))
            let begun = ContinuousClock.now
            try await ending()
            try await terminal.wait(for: "the terminal as it was") { _ in
                terminal.settings == before && terminal.modes.left.isEmpty
            }
            return begun.duration(to: .now)
        }
    }
}
