import Foundation
import Simulator
import Testing

extension EndToEnd {
    /// Taking runs along: copying, exporting, opening, and arranging the screen.
    struct HandsTests {
        @Test func `y and Y reach the clipboard through tmux, for marked runs too`() async throws {
            try await withInterface { terminal, _ in
                try await terminal.send("f")
                try await terminal.wait(for: "the failures") { $0.listed == 3 }
                try await terminal.send("y")
                try await terminal.wait(for: "the summary") { $0.footer.contains("copied") }
                let summary = try await terminal.clipboard()
                #expect(summary.hasPrefix("FAILED: Mercury bank\nsource: well (well)\n"))
                #expect(summary.contains("\nrun: \(KnownWorld.failedID)\n"))
                #expect(summary.contains("\nerror: AUTH_EXPIRED: the token was revoked"))
                #expect(summary.contains("\n  request_id: 7f3a9c21\n"))

                try await terminal.send("Y")
                try await terminal.wait(for: "the id") {
                    $0.footer.contains("copied \(KnownWorld.failedID)")
                }
                #expect(try await terminal.clipboard() == KnownWorld.failedID)

                try await terminal.send("Space", "Space", "Y")
                try await terminal.wait(for: "two ids") { $0.footer.contains("copied 2 ids") }
                #expect(try await terminal.clipboard().split(separator: "\n").count == 2)
                #expect(try await terminal.screen().title.contains("2 marked"))
            }
        }

        @Test(arguments: ["screen-256color", "tmux-256color"])
        func
            `y reaches the clipboard of a tmux that only TERM tells of, or says on what it depends`(
                type: String
            ) async throws
        {
            try await Home.with { home in
                try await SimulatorServer.with(KnownWorld.configuration) { server in
                    let config = try home.write(server.configText())
                    let command = [
                        "env", "-u", "TMUX", "-u", "STY", "TERM=\(type)", try Program.path(),
                        "--config", config,
                    ]
                    try await TerminalSession.with(in: home, running: command) { terminal in
                        try await terminal.wait(for: "the runs") { $0.held == 8 }
                        for _ in 0..<8 { try await terminal.send("Space") }
                        try await terminal.wait(for: "marks") { $0.title.contains("8 marked") }
                        try await terminal.send("y")
                        try await terminal.wait(for: "on what it depends") {
                            $0.footer.contains("set-clipboard on")
                        }
                        let copied = try await terminal.clipboard()
                        #expect(copied.split(separator: "\n").count { $0.hasPrefix("run: ") } == 8)

                        try await terminal.set("set-clipboard", "external")
                        try await terminal.send("k")
                        try await terminal.wait(for: "no message") {
                            !$0.footer.contains("set-clipboard on")
                        }
                        try await terminal.send("Y")
                        try await terminal.wait(for: "on what it depends") {
                            $0.footer.contains("set-clipboard on")
                        }
                        #expect(try await terminal.clipboard() == copied)
                    }
                }
            }
        }

        @Test func `x writes what is listed to a new file, and to no other`() async throws {
            try await Home.with { home in
                try await SimulatorServer.with(KnownWorld.configuration) { server in
                    try await home.withInterface(on: server) { terminal in
                        try await terminal.send("f")
                        try await terminal.wait(for: "the failures") { $0.listed == 3 }
                        try await terminal.send("x")
                        try await terminal.wait(for: "the prompt") {
                            $0.contains("export to: synctop-")
                        }
                        try await terminal.send("C-u")
                        try await terminal.type("~/failures.ndjson")
                        try await terminal.send("Enter")
                        try await terminal.wait(for: "the end of it") {
                            $0.footer.contains("3 runs written to ~/failures.ndjson")
                        }
                        let lines = home.read("failures.ndjson").split(separator: "\n")
                        #expect(lines.count == 3)
                        #expect(lines.allSatisfy { $0.contains(#""status":"failed""#) })
                        #expect(lines.contains { $0.contains(#""records_synced":12"#) })

                        try await terminal.send(":")
                        try await terminal.type("export ~/failures.ndjson")
                        try await terminal.send("Enter")
                        try await terminal.wait(for: "the refusal") {
                            $0.footer.contains("is there already")
                        }
                        #expect(home.read("failures.ndjson").split(separator: "\n").count == 3)
                    }
                }
            }
        }

        @Test func `o gives the run's page to the browser, and says why it cannot`() async throws {
            try await Home.with { home in
                let opener = try home.write(
                    "#!/bin/sh\nprintf '%s' \"$1\" > \"$HOME/opened\"\n", to: "xdg-open")
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o700], ofItemAtPath: opener)
                try await SimulatorServer.with(KnownWorld.configuration) { server in
                    let config = try home.write(
                        server.source("well", .well)
                            + "web-url = \"https://app.example.com/{pipeline}?run={run}\"\n"
                            + server.source("polytomic", .polytomic))
                    let path = home.path + ":" + (home.environment["PATH"] ?? "")
                    try await TerminalSession.with(
                        in: home,
                        running: [
                            "/usr/bin/env", "PATH=\(path)", Program.path(), "--config", config,
                        ]
                    ) { terminal in
                        try await terminal.wait(for: "the runs") { $0.held == 8 }
                        try await terminal.send("f")
                        try await terminal.wait(for: "the failures") { $0.listed == 3 }
                        try await terminal.send("o")
                        let page =
                            "https://app.example.com/\(KnownWorld.bank)?run=\(KnownWorld.failedID)"
                        try await terminal.wait(for: "the page") { _ in
                            home.read("opened") == page
                        }
                        try await terminal.send("j", "o")
                        try await terminal.wait(for: "why not") {
                            $0.footer.contains("polytomic has no web-url")
                        }
                    }
                }
            }
        }

        @Test func `z, w and c change how runs are shown, and the session keeps it`() async throws {
            try await Home.with { home in
                try await SimulatorServer.with(KnownWorld.configuration) { server in
                    try await home.withInterface(on: server, columns: 100) { terminal in
                        try await terminal.send("z")
                        try await terminal.wait(for: "ages") { $0.contains(#/\d+[sm] ago/#) }
                        try await terminal.send("Enter", "w")
                        try await terminal.wait(for: "full details") {
                            !$0.contains("PIPELINE") && $0.contains("Overview")
                        }
                        try await terminal.send("Escape", "c", "j", "Space")
                        try await terminal.wait(for: "the columns") {
                            $0.contains("[ ] source") && !$0.contains("SOURCE")
                        }
                        try await terminal.send("Enter", "q")
                        #expect(try await terminal.exitCode() == 0)
                    }
                    let command = [
                        try Program.path(), "--offline", "--config", home.path + "/config.toml",
                    ]
                    _ = try await TerminalSession.with(in: home, columns: 100, running: command) {
                        terminal in
                        try await terminal.wait(for: "the same screen") {
                            $0.contains(#/\d+[sm] ago/#) && !$0.contains("SOURCE")
                                && $0.contains("PIPELINE")
                        }
                    }
                }
            }
        }

        @Test func `the details tell the history and the whole run, and are searched`() async throws
        {
            try await withInterface(columns: 100, rows: 40) { terminal, _ in
                try await terminal.send("f")
                try await terminal.wait(for: "the failures") { $0.listed == 3 }
                try await terminal.send("Enter", "]", "]")
                try await terminal.wait(for: "the history") {
                    $0.contains("none of its runs has succeeded") && $0.contains("▸ ")
                }
                try await terminal.send("]", "Tab", "/")
                try await terminal.type("TRANSACTIONS")
                try await terminal.wait(for: "the match") { $0.contains("\"transactions\": 9") }
                try await terminal.send("Enter", "n")
                try await terminal.wait(for: "how many there are") {
                    $0.footer.contains("1 of 1 lines with")
                }
                try await terminal.send("N", "Escape", "Escape", "Escape")
                try await terminal.wait(for: "no details") { $0.details.isEmpty }
            }
        }

        @Test func `the palette completes, saves a view and opens it`() async throws {
            try await withInterface { terminal, _ in
                try await terminal.send(":")
                try await terminal.type("filter stat")
                try await terminal.send("Tab")
                try await terminal.type("fail")
                try await terminal.wait(for: "the ghost") {
                    $0.contains(":filter status:failed")
                }
                try await terminal.send("Right", "Enter")
                try await terminal.wait(for: "the failures") { $0.listed == 3 }
                try await terminal.send(":")
                try await terminal.type("save bad ones")
                try await terminal.send("Enter", "Escape")
                try await terminal.wait(for: "all runs") { $0.runs.count == 8 }
                try await terminal.send("v")
                try await terminal.wait(for: "the saved view") { $0.contains("bad ones  Runs") }
                try await terminal.send("Enter")
                try await terminal.wait(for: "the failures") { $0.listed == 3 }
                try await terminal.send("v", "d")
                try await terminal.wait(for: "its end") { $0.footer.contains("is deleted") }
                try await terminal.send(":")
                try await terminal.type("falures")
                try await terminal.send("Enter")
                try await terminal.wait(for: "the mistake") {
                    $0.footer.contains("did you mean \"failures\"?")
                }
                try await terminal.send("Escape", "n")
                try await terminal.wait(for: "why a key does nothing") {
                    $0.footer.contains("n works in the details")
                }
            }
        }

        @Test func `mouse off until it is asked for`() async throws {
            try await withInterface { terminal, _ in
                #expect(try await terminal.flags("#{mouse_any_flag}") == "0")
                try await terminal.send(":")
                try await terminal.type("mouse on")
                try await terminal.send("Enter")
                try await terminal.wait(for: "the mouse") { _ in
                    try await terminal.flags("#{mouse_any_flag}") == "1"
                }
                let lines = try await terminal.screen().lines
                let row = try #require(lines.firstIndex { $0.contains("AUTH_EXPIRED") })
                try await terminal.doubleClick(column: 30, row: row + 1)
                try await terminal.wait(for: "the details of that run") {
                    $0.contains("Mercury bank · 5c6d7e8f") && $0.contains("Overview")
                }
                try await terminal.send("q")
                #expect(try await terminal.exitCode() == 0)
                #expect(try await terminal.flags("#{mouse_any_flag}") == "0")
            }
        }
    }
}
