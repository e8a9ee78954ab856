import Commands
import Foundation
import Providers
import Query
import Runs
import RunTable
import TUI
import Testing
import UserConfiguration

/// Files that an earlier version of the program wrote, and that are read as they were meant.
struct StoredFilesTests {
    private static let folder =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../Fixtures/Stored").standardizedFileURL.path

    @Test func `a session shows what was shown`() throws {
        let file = SessionFile(path: Self.folder + "/session.json", configuredTheme: "midnight")
        let session = try #require(file.read { _ in 0 })
        #expect(session.view == .runs)
        let filter = #"status:failed status:failed provider:well "rate limit" since:2h"#
        #expect(session.request.query.text == filter)
        #expect(session.request.order == RunOrder(key: .started, descending: false))
        #expect(
            session.run
                == Session.SelectedRun(
                    key: RunKey(
                        source: SourceName("well"),
                        id: RunID("cbae9b83-15cc-4ca1-9b4f-6c0ef1e01416")), line: 1))
        #expect(session.placement == .automatic)
        #expect(session.times == .relative)
        #expect(session.saved.map(\.name) == ["well limits", "today"])
        #expect(session.saved.map(\.view) == [.runs, .errors])
        let columns = session.columns.entries
        #expect(columns.prefix(3).map(\.id) == ["started", "pipeline", "source"])
        #expect(columns.prefix(3).map(\.width) == [nil, 16, nil])
        #expect(columns.prefix(3).map(\.isShown) == [true, true, false])
        #expect(session.source == nil)
        #expect(session.theme == "noon")
    }

    @Test func `a theme that was picked holds while the configured one stays`() throws {
        let file = SessionFile(path: Self.folder + "/session.json", configuredTheme: "dusk")
        #expect(try #require(file.read { _ in 0 }).theme == nil)
    }

    @Test func `a configuration names the same sources`() throws {
        let path = Self.folder + "/config.toml"
        let bytes = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
        let config = try Config.parse(
            bytes, file: path, mode: 0o600, home: nil,
            providers: ProviderRegistry.descriptions)
        #expect(
            config.sources.map(\.name.text)
                == ["well", "supermetrics", "elastic-path", "leadlex", "polytomic"])
        #expect(config.sources.allSatisfy { $0.backfill == .seconds(86_400) })
        #expect(config.sources.allSatisfy { $0.interval == .seconds(1) })
    }
}
