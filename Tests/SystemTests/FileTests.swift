import Foundation
import TestSupport
import Testing

@testable import OperatingSystem

/// How much of a file is read, and how a new one comes to its place.
struct FileTests {
    @Test func `settings have a mebibyte at most`() async throws {
        try await TemporaryFolder.with { folder in
            let full = String(repeating: "k", count: 1 << 20)
            let path = try folder.write(full, to: "full.toml")
            #expect(try OpenedFile(at: path).bytes.count == 1 << 20)
            let more = try folder.write(full + "k", to: "more.toml")
            let failure = FileError.unreadable(
                path: more, reason: "it is larger than 1 MiB")
            #expect(throws: failure) { try OpenedFile(at: more) }
        }
    }

    @Test func `a file of several portions is read as a whole, with its mode`() async throws {
        try await TemporaryFolder.with { folder in
            let text = (0..<30_000).map { "\($0)\n" }.joined()
            let path = try folder.write(text, to: "lines.toml", mode: 0o640)
            let file = try OpenedFile(at: path)
            #expect(file.bytes == Array(text.utf8))
            #expect(file.mode == 0o640)
        }
    }

    @Test func `below a file there is none`() async throws {
        try await TemporaryFolder.with { folder in
            let path = try folder.write("", to: "file") + "/config.toml"
            #expect(throws: FileError.missing(path: path)) {
                try OpenedFile(at: path)
            }
        }
    }

    @Test func `a file is read up to the limit that is asked for, or not at all`() async throws {
        try await TemporaryFolder.with { folder in
            let path = try folder.write("0123456789", to: "session.json")
            #expect(PrivateFile.bytes(of: path, limit: 10) == Array("0123456789".utf8))
            #expect(PrivateFile.bytes(of: path, limit: 9) == nil)
            #expect(PrivateFile.bytes(of: path + "x", limit: 10) == nil)
            #expect(PrivateFile.bytes(of: folder.path, limit: 10) == nil)
        }
    }

    @Test func `a file is replaced as a whole, and no draft is left`() async throws {
        try await TemporaryFolder.with { folder in
            let path = try folder.write("old", to: "session.json", mode: 0o644)
            try PrivateFile.replace("new", at: path)
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            try FileManager.default.createDirectory(
                atPath: folder.path + "/place", withIntermediateDirectories: false)
            #expect(throws: FileError.self) {
                try PrivateFile.replace("new", at: folder.path + "/place")
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(left.sorted() == ["place", "session.json"])
        }
    }

    @Test func `a new file is written in portions, in their order`() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder.path + "/runs.csv"
            func size() -> Int? { FileManager.default.contents(atPath: path)?.count }
            let start = String(repeating: "a", count: 65_535)
            var file = try NewPrivateFile(at: path)
            try file.append(start)
            #expect(size() == 0)
            try file.append("b")
            #expect(size() == 65_536)
            try file.append("c")
            try file.flush()
            try file.flush()
            #expect(try String(contentsOfFile: path, encoding: .utf8) == start + "bc")
            #expect(throws: FileError.exists(path: path)) {
                _ = try NewPrivateFile(at: path)
            }
            file.remove()
            #expect(size() == nil)
        }
    }

    @Test func `a link to nothing is told from a file that is not there`() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder.path + "/config.toml"
            #expect(throws: FileError.missing(path: path)) {
                try OpenedFile(at: path)
            }
            #expect(symlink(folder.path + "/gone", path) == 0)
            #expect(
                throws: FileError.unreadable(
                    path: path, reason: "it is a link to a file that is not there")
            ) {
                try OpenedFile(at: path)
            }
        }
    }
}
