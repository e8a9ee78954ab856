import Foundation
import Testing

extension EndToEnd {
    /// What a crash of a program that holds secrets leaves behind.
    @Suite(.disabled(if: Sanitizer.isUsed, "a sanitizer handles crashes in its own way"))
    struct PrecautionTests {
        /// Has the program crash while it fetches a secret, where cores are wanted.
        ///
        /// - Returns: What came of it, and the program's limits as of then.
        private func crashed(
            _ variables: String, options: String = "", in home: Home
        ) async throws -> Outcome {
            let steps = "grep core /proc/$PPID/limits >limits; kill -SEGV $PPID; sleep 60"
            _ = try home.write(
                """
                [[source]]
                name = "shop"
                provider = "well"
                base-url = "http://127.0.0.1:1"
                token = { command = ["sh", "-c", "\(steps)"] }
                """)
            return try await home.shell(
                "ulimit -c unlimited; \(variables) synctop runs --config config.toml \(options)")
        }

        @Test func `no core is written, and none is handed to another program`() async throws {
            try await Home.with { home in
                let outcome = try await crashed("SWIFT_BACKTRACE=enable=no", in: home)
                #expect(outcome.status == 128 + SIGSEGV)
                #expect(!outcome.errors.contains("core dumped"), "\(outcome.errors)")
                let files = try FileManager.default.contentsOfDirectory(atPath: home.path)
                #expect(!files.contains { $0.hasPrefix("core") }, "\(files)")
                // Of 0, what cores are piped to takes no notice.
                let words = home.read("limits").split(separator: " ").map(String.init)
                #expect(words.starts(with: ["Max", "core", "file", "size", "1"]), "\(words)")
            }
        }

        @Test func `a report says where it crashed, and shows no memory`() async throws {
            try await Home.with { home in
                let outcome = try await crashed("SWIFT_BACKTRACE=enable=yes", in: home)
                #expect(outcome.status == 128 + SIGSEGV)
                #expect(outcome.output.isEmpty)
                #expect(outcome.errors.contains("Thread 0"), "\(outcome.errors)")
                #expect(outcome.errors.contains("Images"))
                #expect(!outcome.errors.contains("Registers:"))
                #expect(!outcome.errors.contains("rsp 0x"))
            }
        }

        @Test func `a crash stays one however long its report takes`() async throws {
            try await Home.with { home in
                // Behind this long report the source has failed, which ends a sound program.
                _ = try home.write(
                    """
                    #!/bin/sh
                    sleep 1.5
                    yes "a line of a long report" | head -n 40000
                    echo Images
                    """, to: "reporter")
                let outcome = try await crashed(
                    "chmod +x reporter; SWIFT_BACKTRACE=enable=yes,swift-backtrace=$PWD/reporter",
                    options: "--timeout 1s", in: home)
                #expect(outcome.status == 128 + SIGSEGV)
                #expect(outcome.output.isEmpty)
                #expect(outcome.errors.contains("Images"), "\(outcome.errors.suffix(200))")
            }
        }
    }
}
