import Simulator
import Testing

extension EndToEnd {
    /// Opening a run and reading all of it.
    struct DetailsTests {
        @Test func `an opened failure shows its whole error, its metadata and its overview`()
            async throws
        {
            try await withInterface(columns: 100, rows: 40) { terminal, _ in
                try await terminal.send("f")
                try await terminal.wait(for: "the failures") { $0.listed == 3 }
                try await terminal.send("Enter")
                let error = try await terminal.wait(for: "the error") {
                    $0.details.first?.contains("Mercury bank · 5c6d7e8f") == true
                        && $0.details.words.contains(KnownWorld.error.words)
                }
                #expect(
                    error.details.contains("   at refreshToken (connectors/mercury/auth.ts:88:11)"),
                    "its line breaks and indents stand")

                try await terminal.send("]")
                let metadata = try await terminal.wait(for: "the metadata") {
                    $0.contains("records_synced: 12")
                }
                #expect(
                    metadata.details.dropFirst().prefix(8) == [
                        "   records_synced: 12",
                        " ▾ by_object:",
                        "     accounts: 3",
                        "     transactions: 9",
                        " ▾ pages: 2 items",
                        "     0: 4",
                        "     1: 5",
                        "   full_resync: false",
                    ])

                try await terminal.send("[", "[")
                let overview = try await terminal.wait(for: "the overview") {
                    $0.contains("Run id")
                }
                #expect(overview.details.contains { $0.contains("✖ failed (error)") })
                #expect(overview.details.contains { $0.contains(KnownWorld.failedID) })
                #expect(overview.details.contains { $0.contains("task_mercury_0607") })
                #expect(overview.details.contains { $0.contains(/Duration +30.0 s/) })
            }
        }

        @Test func `Tab moves the focus, and Esc closes the details and then the filter`()
            async throws
        {
            try await withInterface(columns: 100, rows: 40) { terminal, _ in
                try await terminal.send("f")
                try await terminal.wait(for: "the failures") { $0.listed == 3 }
                try await terminal.send("Enter")
                try await terminal.wait(for: "the details") { $0.contains("AUTH_EXPIRED") }
                try await terminal.send("]", "Tab")
                try await terminal.wait(for: "the focus on the details") {
                    $0.details.first?.hasPrefix("▾Mercury bank") == true
                        && $0.contains("transactions: 9")
                }
                // Keys go to the tree now: down to `by_object`, and fold it.
                try await terminal.send("j", "h")
                let folded = try await terminal.wait(for: "the folded branch") {
                    $0.contains("▸ by_object: 2 keys")
                }
                #expect(!folded.contains("transactions: 9"))
                try await terminal.send("l")
                try await terminal.wait(for: "the branch") { $0.contains("transactions: 9") }
                try await terminal.send("BTab", "j")
                try await terminal.wait(for: "the next failure, as the table has the focus") {
                    $0.details.first?.hasPrefix(" Accounts → Salesforce") == true
                }
                try await terminal.send("Escape")
                try await terminal.wait(for: "no details") {
                    $0.details.isEmpty && $0.listed == 3
                }
                try await terminal.send("Escape")
                try await terminal.wait(for: "no filter") { $0.runs.count == 8 }
            }
        }

        @Test func `e goes from failure to failure`() async throws {
            try await withInterface(columns: 100, rows: 40) { terminal, _ in
                try await terminal.send("Enter", "e")
                try await terminal.wait(for: "the first failure") {
                    $0.details.first?.contains("Mercury bank · 5c6d7e8f") == true
                }
                try await terminal.send("e")
                try await terminal.wait(for: "the second failure") {
                    $0.details.first?.contains("Accounts → Salesforce") == true
                }
                try await terminal.send("E")
                try await terminal.wait(for: "the first failure") {
                    $0.details.first?.contains("Mercury bank · 5c6d7e8f") == true
                }
            }
        }
    }
}

extension String {
    /// The words, one space apart, as wrapping leaves them.
    fileprivate var words: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}

extension [String] {
    /// The words of all lines, one space apart.
    fileprivate var words: String { joined(separator: " ").words }
}
