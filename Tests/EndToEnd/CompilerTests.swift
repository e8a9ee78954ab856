import Foundation
import Testing

extension EndToEnd {
    /// A fault of the compiler that the program has to avoid.
    struct CompilerTests {
        /// Fails once the fault is gone: then `Lanes` may become `SIMD16` again.
        @Test func `a wide vector across an await still makes optimized code crash`() async throws {
            try await Home.with { home in
                let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                    .deletingLastPathComponent().appendingPathComponent("Fixtures/Compiler")
                let source = fixtures.appendingPathComponent("WideVector.swift").path
                let binary = home.path + "/wide-vector"
                let compiling = try await Child(
                    Program.tool("swiftc"), ["-O", "-parse-as-library", source, "-o", binary],
                    in: home
                ).outcome()
                try #require(compiling.status == 0, "\(compiling.errors)")
                // Each piece of memory comes from `malloc`, which notices what is written behind it.
                let variables = [
                    "SWIFT_DEBUG_ENABLE_TASK_SLAB_ALLOCATOR": "0", "SWIFT_BACKTRACE": "enable=no",
                ]
                let running = try await Child(binary, [], in: home, with: variables).outcome()
                withKnownIssue("the optimizer reserves too little memory") {
                    #expect(running.status == 0)
                }
            }
        }
    }
}
