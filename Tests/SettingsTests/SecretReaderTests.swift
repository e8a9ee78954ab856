import Foundation
import Runs
import Testing

@testable import Settings

struct SecretReaderTests {
    @Test func `a variable gives its text`() async throws {
        let reader = SecretReader(environment: ["KEY": "wk_1"])
        #expect(try await reader.resolve(.environment("KEY")) == Secret("wk_1"))
    }

    @Test(arguments: [[:], ["KEY": ""]])
    func `a variable that is not set is named`(environment: [String: String]) async {
        let reader = SecretReader(environment: environment)
        await #expect(throws: SecretFailure.variableUnset("KEY")) {
            try await reader.resolve(.environment("KEY"))
        }
    }

    @Test(arguments: ["a\nb", "a\n", "\u{1B}[2J", "a\u{0}b", "a\u{2028}b", "a\u{85}"])
    func `a secret of several lines or with controls is refused`(text: String) async {
        let reader = SecretReader(environment: ["KEY": text])
        await #expect(throws: SecretFailure.malformed(.variable("KEY"))) {
            try await reader.resolve(.environment("KEY"))
        }
    }

    @Test(arguments: ["wk_1", "wk_1\n", "wk_1\r\n"])
    func `a file gives its line`(text: String) async throws {
        try await TemporaryFolder.with { folder in
            let path = try folder.write(text, to: "key")
            #expect(try await reader.resolve(.file(path)) == Secret("wk_1"))
        }
    }

    @Test(arguments: [0o644, 0o640, 0o604, 0o602, 0o610])
    func `a file that others can use is refused`(mode: Int) async throws {
        try await TemporaryFolder.with { folder in
            let path = try folder.write("wk_1", to: "key", mode: mode)
            await #expect(throws: SecretFailure.fileExposed(path: path)) {
                try await reader.resolve(.file(path))
            }
        }
    }

    @Test func `a FIFO, a folder and a device are refused without waiting`() async throws {
        try await TemporaryFolder.with { folder in
            let fifo = folder.path + "/fifo"
            #expect(mkfifo(fifo, 0o600) == 0)
            for path in [fifo, folder.path, "/dev/null"] {
                await #expect(throws: SecretFailure.notARegularFile(path: path)) {
                    try await reader.resolve(.file(path))
                }
            }
        }
    }

    @Test func `a link is judged by the file that it leads to`() async throws {
        try await TemporaryFolder.with { folder in
            let hidden = try folder.write("wk_1", to: "hidden")
            let open = try folder.write("wk_1", to: "open", mode: 0o644)
            let good = folder.path + "/good"
            let bad = folder.path + "/bad"
            #expect(symlink(hidden, good) == 0)
            #expect(symlink(open, bad) == 0)
            #expect(try await reader.resolve(.file(good)) == Secret("wk_1"))
            await #expect(throws: SecretFailure.fileExposed(path: bad)) {
                try await reader.resolve(.file(bad))
            }
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only the administrator can give files away"))
    func `a file of somebody else is refused`() async throws {
        try await TemporaryFolder.with { folder in
            let path = try folder.write("wk_1", to: "key")
            #expect(chown(path, 65_534, 65_534) == 0)
            let link = folder.path + "/link"
            #expect(symlink(path, link) == 0)
            for path in [path, link] {
                await #expect(throws: SecretFailure.fileOfSomebodyElse(path: path)) {
                    try await reader.resolve(.file(path))
                }
            }
        }
    }

    @Test func `a file that is missing, empty, too large or no text is refused`() async throws {
        try await TemporaryFolder.with { folder in
            let missing = folder.path + "/none"
            let reason = "No such file or directory"
            await #expect(throws: SecretFailure.fileUnreadable(path: missing, reason: reason)) {
                try await reader.resolve(.file(missing))
            }
            let empty = try folder.write("\n", to: "empty")
            await #expect(throws: SecretFailure.empty(.file(empty))) {
                try await reader.resolve(.file(empty))
            }
            let large = String(repeating: "k", count: SecretReader.largest + 1)
            let tooLarge = try folder.write(large, to: "large")
            await #expect(throws: SecretFailure.tooLarge(.file(tooLarge))) {
                try await reader.resolve(.file(tooLarge))
            }
            let binary = try folder.write("", to: "binary")
            try Data([0xFF, 0xFE]).write(to: URL(fileURLWithPath: binary))
            #expect(chmod(binary, 0o600) == 0)
            await #expect(throws: SecretFailure.notText(.file(binary))) {
                try await reader.resolve(.file(binary))
            }
        }
    }

    @Test func `a literal is taken as it is, and fetched anew by a resolver`() async throws {
        let resolver = reader.resolver(of: .literal(Secret("wk_1")))
        #expect(try await resolver() == Secret("wk_1"))
        #expect("\(SecretReference.literal(Secret("wk_1")))".contains("wk_1") == false)
    }

    private let reader = SecretReader(environment: [:])
}
