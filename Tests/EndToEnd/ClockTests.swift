import Foundation
import Simulator
import Testing

extension EndToEnd {
    /// The program on a computer whose clock is set while it runs.
    @Suite(
        .enabled(
            if: !Sanitizer.isUsed, "a library shifts the clock, which no sanitizer loads"))
    struct ClockTests {
        /// A library that shifts the time of day of whoever loads it.
        private struct Shift {
            let library: String
            let file: String

            private static let source = """
                #define _GNU_SOURCE
                #include <dlfcn.h>
                #include <fcntl.h>
                #include <stdlib.h>
                #include <sys/mman.h>
                #include <time.h>
                static volatile long long *shift;
                __attribute__((constructor)) static void begin(void) {
                    const char *path = getenv("CLOCK_SHIFT");
                    int file = path ? open(path, O_RDONLY) : -1;
                    if (file < 0) return;
                    void *memory = mmap(0, sizeof *shift, PROT_READ, MAP_SHARED, file, 0);
                    if (memory != MAP_FAILED) shift = memory;
                }
                int clock_gettime(clockid_t clock, struct timespec *time) {
                    static int (*real)(clockid_t, struct timespec *);
                    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
                    int outcome = real(clock, time);
                    if (outcome == 0 && clock == CLOCK_REALTIME && shift) time->tv_sec += *shift;
                    return outcome;
                }
                """

            init(in home: Home) async throws {
                library = home.path + "/shift.so"
                file = home.path + "/shift"
                let code = try home.write(Self.source, to: "shift.c")
                // Swift comes with a C compiler, wherever that is.
                let path = try (try? Program.tool("clang")) ?? Program.tool("cc")
                let compiler = try Child(
                    path, ["-shared", "-fPIC", "-o", library, code, "-ldl"],
                    in: home)
                let outcome = try await compiler.outcome()
                try #require(outcome.status == 0, "\(outcome.errors)")
                try set(.zero)
            }

            var variables: [String: String] { ["LD_PRELOAD": library, "CLOCK_SHIFT": file] }

            func set(_ duration: Duration) throws {
                var seconds = duration.components.seconds
                let bytes = Data(bytes: &seconds, count: 8)
                if let handle = FileHandle(forWritingAtPath: file) {
                    try handle.write(contentsOf: bytes)
                    try handle.close()
                } else {
                    try bytes.write(to: URL(fileURLWithPath: file))
                }
            }
        }

        private static let day = 86_400

        /// Waits until something is so, half a minute at most.
        private func wait(for what: String, until isSo: () async throws -> Bool) async throws {
            let deadline = ContinuousClock.now + .seconds(30)
            while try await !isSo() {
                guard ContinuousClock.now < deadline else {
                    Issue.record("waited in vain for \(what)")
                    return
                }
                try await Task.sleep(for: .milliseconds(50))
            }
        }

        private func requests(_ server: SimulatorServer) async -> Int {
            await server.requestCount(for: .well) + server.requestCount(for: .polytomic)
        }

        @Test(arguments: [100 * day, -day])
        func `polling goes on, nothing is removed, and the log says so`(seconds: Int) async throws {
            try await Home.with { home in
                let shift = try await Shift(in: home)
                try await SimulatorServer.with(KnownWorld.configuration) { server in
                    let config = try home.write("retention = \"30d\"\n" + server.configText())
                    let follow = try Child(
                        Program.path(),
                        ["runs", "--follow", "--format", "ndjson", "--config", config], in: home,
                        with: shift.variables)
                    defer { follow.signal(SIGKILL) }
                    func isAllThere() -> Bool {
                        follow.output.count { $0.isNewline } >= KnownWorld.runCount
                    }
                    try await wait(for: "all runs") { isAllThere() }
                    try shift.set(.seconds(seconds))
                    try await wait(for: "a line on the clock") {
                        home.read("state/synctop/synctop.log").contains("the clock is off")
                    }
                    let before = await requests(server)
                    try await wait(for: "more polls") { await requests(server) >= before + 4 }
                    try shift.set(.zero)
                    try await wait(for: "a line on the clock that is right") {
                        home.read("state/synctop/synctop.log").contains("the clock is right again")
                    }
                    follow.signal(SIGINT)
                    #expect(try await follow.outcome().status == 0)
                    let kept = try await home.synctop(
                        "runs", "--offline", "--format", "ndjson", "--config", config)
                    #expect(kept.lines.count == KnownWorld.runCount)
                }
            }
        }

        @Test func `one look with a wrong clock says so`() async throws {
            try await Home.with { home in
                let shift = try await Shift(in: home)
                try shift.set(.seconds(Self.day))
                try await SimulatorServer.with(KnownWorld.configuration) { server in
                    let config = try home.write(server.configText())
                    for options in [[], ["--max-age", "1s"]] {
                        let outcome = try await Child(
                            Program.path(), ["runs", "--config", config] + options, in: home,
                            with: shift.variables
                        ).outcome()
                        #expect(
                            outcome.errors.contains("this machine's clock is 1 d")
                                && outcome.errors.contains(
                                    "filters use the servers' time: set the clock"),
                            "\(outcome.errors)")
                    }
                }
            }
        }

        @Test(arguments: [day, -day])
        func `windows go by the servers' clocks where this machine's is wrong`(
            seconds: Int
        ) async throws {
            try await Home.with { home in
                let shift = try await Shift(in: home)
                try await SimulatorServer.with(KnownWorld.configuration) { server in
                    let config = try home.write(server.configText())
                    for options in [
                        [], ["--since", "13m"], ["--until", "13m"], ["--filter", "since:13m"],
                        ["--filter", "until:13m"], ["--since", "13m", "--max-age", "0s"],
                    ] {
                        try shift.set(.zero)
                        let right = try await ids(config, options, home, shift)
                        try shift.set(.seconds(seconds))
                        let wrong = try await ids(config, options, home, shift)
                        #expect(!right.isEmpty)
                        #expect(wrong == right, "\(options)")
                    }
                    let check = try await Child(
                        Program.path(), ["check", "--config", config], in: home,
                        with: shift.variables
                    ).outcome()
                    let side = seconds > 0 ? "ahead of" : "behind"
                    #expect(check.output.contains("\(side) the provider's: set it"), "\(check)")
                }
            }
        }

        /// The ids of the runs that are printed.
        private func ids(
            _ config: String, _ options: [String], _ home: Home, _ shift: Shift
        ) async throws -> [Substring] {
            let outcome = try await Child(
                Program.path(), ["runs", "--format", "ndjson", "--config", config] + options,
                in: home, with: shift.variables
            ).outcome()
            return outcome.output.matches(of: /"id":"([^"]+)"/).map(\.output.1).sorted()
        }

        /// Lends a home that keeps the known world for 30 days, and a clock that is far ahead.
        private func withKept(
            _ body: (Home, Shift, _ config: String) async throws -> Void
        ) async throws {
            try await Home.with { home in
                let shift = try await Shift(in: home)
                let config = try await SimulatorServer.with(KnownWorld.configuration) { server in
                    let config = try home.write("retention = \"30d\"\n" + server.configText())
                    let kept = try await home.synctop("runs", "--config", config, "--max-age", "1s")
                    #expect(kept.status == 0)
                    return config
                }
                try shift.set(.seconds(100 * Self.day))
                try await body(home, shift, config)
                let kept = try await home.synctop(
                    "runs", "--offline", "--format", "ndjson", "--config", config)
                #expect(kept.lines.count == KnownWorld.runCount)
            }
        }

        @Test func `offline nothing is removed, whatever the clock says`() async throws {
            try await withKept { home, shift, config in
                let follow = try Child(
                    Program.path(),
                    [
                        "runs", "--follow", "--offline", "--since", "365d", "--format", "ndjson",
                        "--config", config,
                    ], in: home, with: shift.variables)
                defer { follow.signal(SIGKILL) }
                try await wait(for: "all runs") {
                    follow.output.count { $0.isNewline } >= KnownWorld.runCount
                }
                // The looks at the history come once a second.
                try await Task.sleep(for: .seconds(3))
                follow.signal(SIGINT)
                #expect(try await follow.outcome().status == 0)
            }
        }

        @Test func `offline the interface removes nothing either`() async throws {
            try await withKept { home, shift, config in
                let variables = shift.variables.map { "\($0)=\($1)" }
                let command = try [Program.tool("env")] + variables + [Program.path(), "--offline"]
                try await TerminalSession.with(
                    in: home, running: command + ["--config", config]
                ) { terminal in
                    let isAllThere = { (screen: Screen) in screen.held == KnownWorld.runCount }
                    try await terminal.wait(for: "all runs", until: isAllThere)
                    // The looks at the history come once a second.
                    try await Task.sleep(for: .seconds(5))
                    #expect(isAllThere(try await terminal.screen()))
                    try await terminal.send("q")
                    #expect(try await terminal.exitCode() == 0)
                }
            }
        }
    }
}
