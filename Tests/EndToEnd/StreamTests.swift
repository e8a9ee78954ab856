import Foundation
import Testing

extension EndToEnd {
    /// What becomes of what is printed where it cannot be written.
    struct StreamTests {
        @Test(arguments: ["paths", "themes", "init --schema", "check --config config.toml"])
        func `a full disk behind standard output is told, and ends with 74`(
            command: String
        ) async throws {
            try await Home.with { home in
                _ = try home.write(Self.config)
                let full = try await home.shell("synctop \(command) >/dev/full")
                #expect(full.status == 74)
                #expect(full.errors.contains("standard output cannot be written: No space left"))
                let closed = try await home.shell("synctop \(command) >&-")
                #expect(closed.status == 74)
                #expect(closed.errors.contains("standard output cannot be written: Bad file"))
            }
        }

        @Test(arguments: ["2>/dev/full", "2>&-"])
        func `where nothing can be told, the exit code still is right`(
            redirection: String
        ) async throws {
            try await Home.with { home in
                _ = try home.write(Self.config)
                let missing = try await home.shell("synctop check --config nope \(redirection)")
                #expect(missing.status == 78)
                let source = try await home.shell(
                    "synctop runs --config config.toml --timeout 9s --log-level trace "
                        + redirection)
                #expect(source.status == 69)
            }
        }

        @Test func `a reader of standard error that is gone ends nothing`() async throws {
            try await Home.with { home in
                _ = try home.write(Self.config)
                let outcome = try await home.shell(
                    """
                    (synctop runs --config config.toml --timeout 9s --log-level trace; \
                    echo $? >status) 2>&1 >/dev/null | exec sleep 0
                    while [ ! -s status ]; do :; done
                    """)
                #expect(outcome.status == 0)
                #expect(home.read("status") == "69\n")
            }
        }

        private static let config = """
            [[source]]
            name = "shop"
            provider = "well"
            base-url = "http://127.0.0.1:1"
            token = { command = ["echo", "wk_test"] }
            """
    }
}
