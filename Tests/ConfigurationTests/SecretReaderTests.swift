import Foundation
import Runs
import TestSupport
import Testing

@testable import UserConfiguration

struct SecretReaderTests {
    @Test func `a variable gives its text`() async throws {
        let reader = SecretReader(environment: ["KEY": "wk_1"])
        #expect(try await reader.resolve(.environment("KEY")) == Secret("wk_1"))
    }

    @Test(arguments: [[:], ["KEY": ""]])
    func `a variable that is not set is told by where it is named`(
        environment: [String: String]
    ) async {
        let reader = SecretReader(environment: environment)
        await #expect(throws: SecretFailure.variableUnset(place)) {
            try await reader.resolve(.environment("KEY"), named: place)
        }
    }

    @Test(arguments: [
        "a\nb", "a\n", "\u{1B}[2J", "a\u{0}b", "a\u{2028}b", "a\u{85}", "a\tb", "a\u{200B}b",
        "a\u{FEFF}b", "a\u{202E}b",
    ])
    func `a secret of several lines or with what nobody can see in it is refused`(
        text: String
    ) async throws {
        let reader = SecretReader(environment: ["KEY": text])
        await #expect(throws: SecretFailure.malformed(.variable("KEY"))) {
            try await reader.resolve(.environment("KEY"))
        }
        guard !text.hasSuffix("\n") else { return }
        try await TemporaryFolder.with { folder in
            let path = try folder.write(text, to: "key")
            await #expect(throws: SecretFailure.malformed(.file(path))) {
                try await reader.resolve(.file(path))
            }
        }
    }

    @Test(arguments: [
        "wk_1", "wk_1\n", "wk_1\r\n", "wk_1\r", "wk_1\n\n", "wk_1\r\n\r\n", "wk_1 ", "wk_1 \n",
        "wk_1\t\r\n", " wk_1", "\u{FEFF}wk_1", "\u{FEFF}wk_1\r\n", "\u{FEFF} wk_1 \r\n",
        "wk_1\u{A0}", "wk_1\u{FEFF}\n",
    ])
    func `a file gives its line, without a byte order mark and the blanks around it`(
        text: String
    ) async throws {
        try await TemporaryFolder.with { folder in
            let path = try folder.write(text, to: "key")
            #expect(try await reader.resolve(.file(path)) == Secret("wk_1"))
            let words = ["cat", path]
            let reader = SecretReader(environment: ["PATH": "/usr/bin:/bin"])
            #expect(try await reader.resolve(.command(words)) == Secret("wk_1"))
        }
    }

    @Test(arguments: ["wk 1", " wk 1", "wk 1 ", "\u{FEFF}wk 1", "\twk 1\t", "wk 1\u{3000}"])
    func `a variable loses the blanks around its text, and keeps those within`(
        text: String
    ) async throws {
        let reader = SecretReader(environment: ["KEY": text])
        #expect(try await reader.resolve(.environment("KEY")) == Secret("wk 1"))
    }

    @Test(arguments: [" ", "\u{FEFF}", "\t \u{FEFF}"])
    func `blanks alone are no secret`(text: String) async {
        let reader = SecretReader(environment: ["KEY": text])
        await #expect(throws: SecretFailure.empty(.variable("KEY"))) {
            try await reader.resolve(.environment("KEY"))
        }
    }

    @Test(
        arguments: [
            [0xFF, 0xFE, 0x77, 0, 0x6B, 0], [0xFE, 0xFF, 0, 0x77, 0, 0x6B], [0x77, 0, 0x6B, 0],
        ] as [[UInt8]])
    func `a file in UTF-16 is refused`(bytes: [UInt8]) async throws {
        try await TemporaryFolder.with { folder in
            let path = try folder.write("", to: "key")
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            #expect(chmod(path, 0o600) == 0)
            let failure = await #expect(throws: SecretFailure.self) {
                try await reader.resolve(.file(path))
            }
            #expect(failure == .notText(.file(path)) || failure == .malformed(.file(path)))
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
            await #expect(throws: SecretFailure.fileUnreadable(place, reason: reason)) {
                try await reader.resolve(.file(missing), named: place)
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
    private let place = SecretPlace(file: "config.toml", line: 5, key: "token")

    @Test func `a secret of the greatest length is one, and a byte more is too much`() async throws
    {
        let full = String(repeating: "k", count: 65_536)
        let reader = SecretReader(environment: ["FULL": full, "MORE": full + "k"])
        #expect(try await reader.resolve(.environment("FULL")) == Secret(full))
        await #expect(throws: SecretFailure.tooLarge(.variable("MORE"))) {
            try await reader.resolve(.environment("MORE"))
        }
        try await TemporaryFolder.with { folder in
            let path = try folder.write(full, to: "key")
            #expect(try await reader.resolve(.file(path)) == Secret(full))
        }
    }

    @Test(arguments: [0o600, 0o400, 0o700])
    func `a file that only its owner can use is taken`(mode: Int) async throws {
        try await TemporaryFolder.with { folder in
            let path = try folder.write("wk_1", to: "key", mode: mode)
            #expect(try await reader.resolve(.file(path)) == Secret("wk_1"))
        }
    }
}
