import Foundation
import OperatingSystem
import Synchronization
import TestSupport
import Testing

struct LogFileTests {
    /// What a log could not do.
    private final class Troubles: Sendable {
        let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
    }

    private func log(
        _ path: String, size: Int = 1_000, kept: Int = 2, troubles: Troubles = Troubles()
    ) -> LogFile {
        var limits = LogFile.Limits()
        limits.size = size
        limits.kept = kept
        return LogFile(path: path, limits: limits) { line in
            troubles.lines.withLock { $0.append(line) }
        }
    }

    private func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The permission bits, and what kind of file it is.
    private func mode(_ path: String) -> mode_t {
        var status = stat()
        stat(path, &status)
        return status.st_mode & 0o7777
    }

    @Test func `lines are appended to a file that only its owner can read`() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder.path + "/state/synctop/synctop.log"
            log(path).write("a")
            log(path).write("b")
            #expect(text(path) == "a\nb\n")
            #expect(mode(path) == 0o600)
            #expect(mode(folder.path + "/state/synctop") == 0o700)
        }
    }

    @Test func `a file that others could read is theirs no longer`() async throws {
        try await TemporaryFolder.with { folder in
            let path = try folder.write("old\n", to: "synctop.log", mode: 0o644)
            log(path).write("new")
            #expect(text(path) == "old\nnew\n")
            #expect(mode(path) == 0o600)
        }
    }

    @Test func `a file that has grown is put aside, and the oldest is dropped`() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder.path + "/synctop.log"
            let log = log(path, size: 10, kept: 2)
            for word in ["one", "two", "three", "four", "five", "six", "seven"] { log.write(word) }
            #expect(text(path) == "six\nseven\n")
            #expect(text(path + ".1") == "four\nfive\n")
            #expect(text(path + ".2") == "three\n")
            #expect(text(path + ".3") == nil)
            #expect(mode(path + ".1") == 0o600)
        }
    }

    @Test func `a line that is larger than a file may be is written all the same`() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder.path + "/synctop.log"
            let log = log(path, size: 4)
            log.write("a long line")
            log.write("b")
            #expect(text(path + ".1") == "a long line\n")
            #expect(text(path) == "b\n")
        }
    }

    @Test func `a file that was moved away or removed is begun anew`() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder.path + "/synctop.log"
            let log = log(path)
            log.write("a")
            try FileManager.default.removeItem(atPath: path)
            log.write("b")
            #expect(text(path) == "b\n")
        }
    }

    @Test func `several writers lose no line, though the file is put aside again and again`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            let path = folder.path + "/synctop.log"
            let troubles = Troubles()
            await withTaskGroup { group in
                for writer in 0..<4 {
                    let log = log(path, size: 200, kept: 60, troubles: troubles)
                    group.addTask {
                        for line in 0..<50 { log.write("\(writer)-\(line)") }
                    }
                }
            }
            let files = [path] + (1...60).map { "\(path).\($0)" }
            let lines = files.compactMap { text($0) }.flatMap { $0.split(separator: "\n") }
            let wanted = (0..<4).flatMap { writer in (0..<50).map { "\(writer)-\($0)" } }
            #expect(lines.map(String.init).sorted() == wanted.sorted())
            #expect(troubles.all.isEmpty)
        }
    }

    @Test func `what cannot be written is told once, with the reason`() async throws {
        try await TemporaryFolder.with { folder in
            let troubles = Troubles()
            let file = try folder.write("", to: "file", mode: 0o600)
            let log = log(file + "/synctop.log", troubles: troubles)
            log.write("a")
            log.write("b")
            #expect(
                troubles.all == [
                    "the log \(file)/synctop.log cannot be written: Not a directory"
                ])
        }
    }

    @Test func `a folder, a FIFO and a link are not written to`() async throws {
        try await TemporaryFolder.with { folder in
            let target = try folder.write("mine\n", to: "target", mode: 0o600)
            let link = folder.path + "/link"
            try FileManager.default.createSymbolicLink(
                atPath: link, withDestinationPath: target)
            let pipe = folder.path + "/pipe"
            #expect(mkfifo(pipe, 0o600) == 0)
            for path in [folder.path, pipe, link] {
                let troubles = Troubles()
                log(path, troubles: troubles).write("a")
                #expect(troubles.all.count == 1)
            }
            #expect(text(target) == "mine\n")
        }
    }

    @Test(arguments: [(0, nil), (1, "two\n"), (3, "two\n")] as [(Int, String?)])
    func `as many files are kept as are wanted, none too`(kept: Int, last: String?) async throws {
        try await TemporaryFolder.with { folder in
            let path = folder.path + "/synctop.log"
            let log = log(path, size: 4, kept: kept)
            for word in ["one", "two", "three"] { log.write(word) }
            #expect(text(path) == "three\n")
            #expect(text(path + ".1") == last)
            #expect(text(path + ".2") == (kept > 1 ? "one\n" : nil))
        }
    }

    @Test func `a file that was moved keeps what it has`() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder.path + "/synctop.log"
            let log = log(path)
            log.write("a")
            try FileManager.default.moveItem(atPath: path, toPath: path + ".mine")
            log.write("b")
            #expect(text(path) == "b\n")
            #expect(text(path + ".mine") == "a\n")
        }
    }

    @Test func `that a log is written again is told once, and the next trouble too`() async throws {
        try await TemporaryFolder.with { folder in
            let place = try folder.write("", to: "state")
            let reported = Mutex<[String]>([])
            let log = LogFile(
                path: place + "/synctop.log",
                recovered: { reported.withLock { $0.append("well") } },
                trouble: { _ in reported.withLock { $0.append("trouble") } })
            log.write("a")
            log.write("b")
            try FileManager.default.removeItem(atPath: place)
            log.write("c")
            log.write("d")
            #expect(text(place + "/synctop.log") == "c\nd\n")
            try FileManager.default.removeItem(atPath: place)
            _ = try folder.write("", to: "state")
            log.write("e")
            #expect(reported.withLock { $0 } == ["trouble", "well", "trouble"])
        }
    }
}
