import Testing

extension EndToEnd {
    /// Keys of the table that other tests do not press.
    struct KeyTests {
        @Test func `keys that move do so in the table, and the details follow`() async throws {
            try await withInterface(columns: 100, rows: 40) { terminal, _ in
                try await terminal.send("Enter")
                let steps: [(key: String, run: String)] = [
                    ("j", "leads-2"), ("k", "log-5"), ("Down", "leads-2"), ("Up", "log-5"),
                    ("G", "log-1"), ("g", "log-5"), ("End", "log-1"), ("Home", "log-5"),
                    ("NPage", "log-1"), ("PPage", "log-5"), ("C-d", "log-1"), ("C-u", "log-5"),
                ]
                for step in steps {
                    try await terminal.send(step.key)
                    try await terminal.wait(for: "\(step.run) after \(step.key)") {
                        $0.details.first?.contains("· \(step.run)") == true
                    }
                }
                // To the timeline, and from the top around to the bottom.
                try await terminal.send("BTab", "BTab")
                try await terminal.wait(for: "the focus on the details") {
                    $0.details.first?.hasPrefix("▾") == true
                }
            }
        }

        @Test func `r, t, 4, 1, a and ctrl-c do what the table says`() async throws {
            try await withInterface { terminal, _ in
                try await terminal.send("r")
                try await terminal.wait(for: "a poll") { $0.footer.contains("well") }
                try await terminal.send("R")
                try await terminal.wait(for: "polls") { $0.footer.contains("polytomic") }
                try await terminal.send("t")
                try await terminal.wait(for: "the themes") { $0.contains("midnight") }
                try await terminal.send("C-c", "4")
                try await terminal.wait(for: "the sources") { $0.runs.isEmpty }
                try await terminal.send("1")
                try await terminal.wait(for: "the runs") { $0.runs.count == 8 }
                try await terminal.send("f", "s", "a", "Enter")
                try await terminal.wait(for: "all statuses, which is no filter") {
                    $0.runs.count == 8 && !$0.title.contains("status:")
                }
                try await terminal.send("c", "J")
                try await terminal.wait(for: "the first column after the second") {
                    $0.lines.contains { line in
                        guard let source = line.firstRange(of: "SOURCE"),
                            let started = line.firstRange(of: "STARTED")
                        else { return false }
                        return source.lowerBound < started.lowerBound
                    }
                }
                try await terminal.send("K", "Enter", "Left", "C-l")
                try await terminal.wait(for: "the usual order") { $0.contains("  STARTED ▼") }
                try await terminal.send("C-c")
                #expect(try await terminal.exitCode() == 0)
            }
        }
    }
}
