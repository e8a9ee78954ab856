import Commands
import Engine
import Foundation
import Query
import Runs
import RunTable
import Synchronization
import Testing
import TUI

struct RunExportTests {
    private static let records = [
        record("r1", .succeeded, minutesAgo: 40), record("r2", .failed, minutesAgo: 30),
        record("r3", .running, minutesAgo: 1),
    ]

    private func listing(_ filter: String = "") throws -> RunListing {
        let request = RunListing.Request(query: try Query.parse(filter))
        return try #require(survey(Self.records).table.listing(request, now: now))
    }

    /// Exports, and hands back what was told.
    private func export(
        _ listing: RunListing, to path: String, home: String = "/nowhere"
    ) async throws -> [ExportNews] {
        let reported = Mutex<[ExportNews]>([])
        let request = try #require(ExportRequest(path: path))
        await RunExport(environment: ["HOME": home]) { _ in [:] }
            .write(listing, request) { news in reported.withLock { $0.append(news) } }
        return reported.withLock { $0 }
    }

    @Test func `what is listed is written, in its order, for nobody else`() async throws {
        try await TemporaryHome.with { home in
            let path = home.path + "/runs.ndjson"
            let news = try await export(try listing("-status:running"), to: path)
            #expect(news == [.wrote(2, of: 2), .finished(count: 2, path: path)])
            let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
            #expect(lines.count == 2)
            #expect(lines[0].contains(#""id":"r2""#) && lines[1].contains(#""id":"r1""#))
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func `JSON is one list, and CSV has a heading`() async throws {
        try await TemporaryHome.with { home in
            let json = home.path + "/a.json"
            _ = try await export(try listing(), to: json)
            let data = try Data(contentsOf: URL(fileURLWithPath: json))
            let list = try JSONSerialization.jsonObject(with: data) as? [[String: Any]]
            #expect(list?.map { $0["id"] as? String } == ["r3", "r2", "r1"])
            let csv = home.path + "/a.csv"
            _ = try await export(try listing(), to: csv)
            let lines = try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\r\n")
            #expect(lines.count == 4)
            #expect(lines[0].hasPrefix("source,provider,id,"))
            let empty = home.path + "/b.json"
            _ = try await export(try listing("id:none"), to: empty)
            #expect(try String(contentsOfFile: empty, encoding: .utf8) == "[]\n")
        }
    }

    @Test func `of runs that hold much few are read at a time`() async throws {
        let text = String(repeating: "long ", count: 200_000)
        let great = (0..<60).map { number in
            var seen = RunObservation(
                id: RunID("r\(number)"), asOf: ago(minutes: 1), status: .failed)
            seen.error = .value(RunError(message: text))
            return RunRecord(
                seen, source: SourceName("well-prod"), provider: .well, seenAt: ago(minutes: 1))
        }
        var table = survey(great).table
        table.releasePayloads()
        let listing = try #require(table.listing(.init(query: try Query.parse("")), now: now))
        let byKey = Dictionary(uniqueKeysWithValues: great.map { ($0.key, $0) })
        let asked = Mutex<[Int]>([])
        try await TemporaryHome.with { home in
            let request = try #require(ExportRequest(path: home.path + "/a.ndjson"))
            await RunExport(environment: [:]) { keys in
                asked.withLock { $0.append(keys.count) }
                return byKey.filter { keys.contains($0.key) }
            }.write(listing, request) { _ in }
            let lines = try String(contentsOfFile: home.path + "/a.ndjson", encoding: .utf8)
                .split(separator: "\n")
            #expect(lines.count == 60 && lines.allSatisfy { $0.utf8.count > text.utf8.count })
        }
        let counts = asked.withLock { $0 }
        #expect(counts.reduce(0, +) == 60)
        #expect(counts.max().map { $0 <= 16 } == true, "\(counts)")
        #expect(counts.dropFirst().allSatisfy { $0 <= 8 }, "\(counts)")
    }

    @Test(arguments: [500, 501, 1_200])
    func `as many runs as are read in several portions are one list`(count: Int) async throws {
        let records = (1...count).map { record("r\($0)", .succeeded, minutesAgo: Int64($0)) }
        let listing = try #require(
            survey(records).table.listing(RunListing.Request(), now: now))
        let ids = records.map(\.key.id.text)
        try await TemporaryHome.with { home in
            for ending in ["json", "ndjson", "csv"] {
                let path = home.path + "/a.\(ending)"
                let news = try await export(listing, to: path)
                #expect(news.last == .finished(count: count, path: path))
                let text = try String(contentsOfFile: path, encoding: .utf8)
                switch ending {
                case "json":
                    let list =
                        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]]
                    #expect(list?.map { $0["id"] as? String } == ids)
                case "ndjson": #expect(text.split(separator: "\n").count == count)
                case _: #expect(text.split(separator: "\r\n").count == count + 1)
                }
            }
        }
    }

    @Test func `nothing that is there is ever replaced`() async throws {
        try await TemporaryHome.with { home in
            let path = home.path + "/a.csv"
            try Data("precious".utf8).write(to: URL(fileURLWithPath: path))
            let news = try await export(try listing(), to: path)
            guard case .failed(let reason)? = news.last else {
                Issue.record("\(news)")
                return
            }
            #expect(reason.contains("is there already"))
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
            let link = home.path + "/b.csv"
            try FileManager.default.createSymbolicLink(
                atPath: link, withDestinationPath: home.path + "/elsewhere")
            #expect(try await export(try listing(), to: link).count == 1)
            #expect(!FileManager.default.fileExists(atPath: home.path + "/elsewhere"))
        }
    }

    @Test func `a folder that is not there is not made, and ~ is the home`() async throws {
        try await TemporaryHome.with { home in
            let news = try await export(try listing(), to: home.path + "/no/a.csv")
            guard case .failed? = news.last else {
                Issue.record("\(news)")
                return
            }
            #expect(!FileManager.default.fileExists(atPath: home.path + "/no"))
            let end = try await export(try listing(), to: "~/h.csv", home: home.path).last
            #expect(end == .finished(count: 3, path: "~/h.csv"))
            #expect(FileManager.default.fileExists(atPath: home.path + "/h.csv"))
        }
    }

    @Test func `an export that is called off leaves nothing behind`() async throws {
        try await TemporaryHome.with { home in
            let path = home.path + "/a.csv"
            let listing = try listing()
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await export(listing, to: path)
            }
            #expect(try await task.value == [.cancelled])
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }
}
