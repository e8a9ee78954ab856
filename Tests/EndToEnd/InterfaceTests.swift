import Simulator
import Testing

extension EndToEnd {
    /// What the keys of the interface do, on a handful of runs that are all known.
    struct InterfaceTests {
        @Test func `f lists the failures alone, and all runs again`() async throws {
            try await withInterface { terminal, _ in
                try await terminal.send("f")
                let failures = try await terminal.wait(for: "the failures") {
                    $0.listed == 3 && $0.runs.count == 3
                }
                #expect(failures.title.contains("status:failed"))
                #expect(failures.title.hasSuffix("3 of 8"))
                #expect(failures.runs.allSatisfy { $0.sign == "✖" && $0.has("failed") })
                #expect(failures.runs.contains { $0.description.contains("UNABLE_TO_LOCK_ROW") })
                try await terminal.send("f")
                let all = try await terminal.wait(for: "all runs") { $0.runs.count == 8 }
                #expect(!all.title.contains("status:"))
            }
        }

        @Test func `s picks statuses`() async throws {
            try await withInterface { terminal, _ in
                try await terminal.send("s")
                let open = try await terminal.wait(for: "choices") { $0.contains("Statuses") }
                #expect(open.lines.contains { $0.contains(#/\[ \] ✖ failed +3 /#) })
                try await terminal.send("j", "Space")
                try await terminal.wait(for: "the list behind the choices") { $0.listed == 2 }
                try await terminal.send("Enter")
                let kept = try await terminal.wait(for: "no choices") { !$0.contains("Statuses") }
                #expect(kept.title.contains("status:running"))
                #expect(kept.runs.count == 2)
                #expect(kept.runs.allSatisfy { $0.sign == "▶" })
                try await terminal.send("s", "Space")
                try await terminal.wait(for: "another choice") {
                    $0.title.contains("status:queued,running")
                }
                try await terminal.send("Escape")
                let restored = try await terminal.wait(for: "no choices") {
                    !$0.contains("Statuses")
                }
                #expect(restored.title.contains("status:running "))
            }
        }

        @Test func `p picks one provider`() async throws {
            try await withInterface { terminal, _ in
                try await terminal.send("p")
                let open = try await terminal.wait(for: "choices") {
                    $0.contains("Providers and sources")
                }
                #expect(open.lines.contains { $0.contains(#/\[ \] well +5 /#) })
                #expect(open.lines.contains { $0.contains(#/\[ \] polytomic +3 /#) })
                try await terminal.send("j", "Space", "Enter")
                let kept = try await terminal.wait(for: "one provider") {
                    $0.runs.count == 3 && !$0.contains("Providers and sources")
                }
                #expect(kept.title.contains("provider:polytomic"))
                #expect(kept.title.hasSuffix("3 of 8"))
                #expect(kept.runs.allSatisfy { $0.has("polytomic") })
                try await terminal.send("Escape")
                try await terminal.wait(for: "all runs") { $0.runs.count == 8 }
            }
        }

        @Test func `a typed filter lists at once, and shows a mistake at its column`() async throws
        {
            try await withInterface { terminal, _ in
                try await terminal.send("/")
                try await terminal.type("stripe ")
                try await terminal.wait(for: "the runs of Stripe") {
                    $0.runs.count == 3 && $0.runs.allSatisfy { $0.has("Stripe payouts") }
                }
                try await terminal.type("status:failed")
                try await terminal.wait(for: "its failure") { $0.listed == 1 }
                try await terminal.type(",suceeded")
                let mistaken = try await terminal.wait(for: "the mistake") {
                    $0.contains("unknown status \"suceeded\"")
                }
                let prompt = "/ stripe status:failed,"
                #expect(mistaken.lines.dropLast().last == prompt + "suceeded")
                #expect(
                    mistaken.footer == String(repeating: " ", count: prompt.count)
                        + "^ unknown status \"suceeded\"; did you mean \"succeeded\"?")
                #expect(mistaken.runs.map(\.sign) == ["✖"], "the last valid filter is in force")

                for _ in "eeded" { try await terminal.send("BSpace") }
                try await terminal.type("ceeded")
                let mended = try await terminal.wait(for: "the mended filter") {
                    $0.listed == 3
                }
                #expect(!mended.contains("unknown status"))
                #expect(mended.runs.map(\.sign) == ["✔", "✖", "✔"])
                try await terminal.send("Enter")
                let kept = try await terminal.wait(for: "no prompt") {
                    $0.footer.contains("filter")
                }
                #expect(kept.title.contains("stripe status:failed,succeeded"))
                #expect(kept.title.hasSuffix("3 of 8"))
            }
        }

        @Test func `question mark shows the help, and q closes it and not the program`()
            async throws
        {
            try await withInterface { terminal, _ in
                try await terminal.send("?")
                let help = try await terminal.wait(for: "the help") { $0.contains(" Help ") }
                #expect(help.contains("failures only, or all again"))
                try await terminal.send("G")
                try await terminal.wait(for: "its end") { $0.contains("suspend; fg returns") }
                try await terminal.send("q")
                try await terminal.wait(for: "the table") { !$0.contains(" Help ") }
                #expect(try await terminal.flags("#{pane_dead}") == "0")
                try await terminal.send("q")
                #expect(try await terminal.exitCode() == 0)
            }
        }

        @Test func `greater and less sort by the next column, and I inverts`() async throws {
            try await withInterface { terminal, _ in
                let byTime = try await terminal.screen()
                #expect(byTime.contains("STARTED ▼"))
                #expect(byTime.runs.first?.has("Mercury bank") == true)
                try await terminal.send(">", ">")
                let byName = try await terminal.wait(for: "the pipelines' order") {
                    $0.runs.first?.has("Accounts → Salesforce") == true
                }
                #expect(byName.contains("PIPELINE ▲"))
                #expect(byName.footer.contains("sorted by pipeline, least first"))
                #expect(byName.runs.map(\.pipeline) == byName.runs.map(\.pipeline).sorted())
                try await terminal.send("I")
                let inverted = try await terminal.wait(for: "the inverted order") {
                    $0.contains("PIPELINE ▼")
                        && $0.runs.first?.has("Stripe payouts") == true
                }
                #expect(inverted.runs.last?.has("Accounts → Salesforce") == true)
                try await terminal.send("<")
                try await terminal.wait(for: "the sources' order") {
                    $0.contains("SOURCE ▲") && $0.runs.first?.has("polytomic") == true
                }
            }
        }

        @Test func `the screen fits every size, and is whole again when it grows`() async throws {
            try await withInterface { terminal, _ in
                try await terminal.resize(columns: 80, rows: 24)
                try await terminal.wait(for: "80 x 24") {
                    $0.lines.count == 24 && $0.runs.count == 8 && $0.footer.hasSuffix("q quit")
                }
                try await terminal.resize(columns: 40, rows: 10)
                try await terminal.wait(for: "40 x 10") {
                    $0.lines.count == 10 && $0.runs.count == 6 && $0.header.hasPrefix(" synctop")
                        && $0.footer.hasSuffix("q quit")
                }
                try await terminal.send("Enter")
                try await terminal.wait(for: "the details at 40 x 10") {
                    $0.contains("Overview") || $0.contains("Status")
                }
                try await terminal.resize(columns: 20, rows: 5)
                try await terminal.wait(for: "20 x 5") {
                    $0.lines.count == 5 && $0.footer.hasSuffix("q quit")
                }
                try await terminal.send("?")
                try await terminal.wait(for: "the help at 20 x 5") { $0.contains("Help") }
                try await terminal.resize(columns: 10, rows: 3)
                try await terminal.wait(for: "10 x 3") { $0.lines.count == 3 }
                try await terminal.send("q", "Escape")
                try await terminal.wait(for: "the table at 10 x 3") {
                    $0.footer.hasSuffix("q quit") && $0.runs.count == 2
                }
                try await terminal.resize(columns: 140, rows: 40)
                let whole = try await terminal.wait(for: "140 x 40") { $0.runs.count == 8 }
                #expect(whole.lines.count == 40)
                #expect(whole.contains("STARTED ▼"))
                #expect(whole.contains("TRIGGER"))
                #expect(whole.title.hasSuffix("8 runs"))
                #expect(try await terminal.flags("#{pane_dead}") == "0")
            }
        }
    }
}

extension Screen.Row {
    /// The pipeline, which stands in the third column.
    fileprivate var pipeline: String { cells.count > 2 ? cells[2] : "" }
}
