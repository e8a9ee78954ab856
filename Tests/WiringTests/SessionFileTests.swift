import Foundation
import Logging
import Runs
import TUI
import Testing
import Wiring

struct SessionFileTests {
    private let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func withFile(_ body: (SessionFile, String) throws -> Void) throws {
        try TemporaryHome.with { home in
            let path = home.path + "/state/synctop/session.json"
            try body(SessionFile(path: path), path)
        }
    }

    private func session() throws -> Session {
        var session = Session()
        session.view = .sources
        session.request = RunListing.Request(
            query: try Query.parse("status:failed \"a \\\"b\\\"\" since:2h"),
            order: SortOrder(key: .pipeline, descending: true))
        session.run = Session.SelectedRun(
            key: RunKey(source: SourceName("well \u{202E}prod"), id: RunID("5c6d/\u{1b}7e8f")),
            line: 7)
        session.source = SourceName("warehouse")
        session.theme = "dusk"
        session.placement = .full
        session.times = .relative
        var columns = ColumnChoice.usual.entries
        columns.swapAt(0, 3)
        columns[1].isShown = false
        columns[2].width = 33
        session.columns = ColumnChoice(columns)
        session.saved = [
            SavedView(
                name: "a \"b\"", view: .sources,
                request: RunListing.Request(
                    query: try Query.parse("status:failed since:2h"), order: SortOrder(.duration)))
        ]
        return session
    }

    @Test func `what is written is read again, by nobody else`() throws {
        try withFile { file, path in
            #expect(file.read { _ in 0 } == nil)
            let written = try session()
            file.write(written, log: log)
            #expect(file.read { _ in 0 } == written)
            file.write(Session(), log: log)
            #expect(file.read { _ in 0 } == Session())
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            let folder = (path as NSString).deletingLastPathComponent
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder) == ["session.json"])
        }
    }

    @Test func `a theme that was picked is let go of once another one is configured`() throws {
        try withFile { file, path in
            file.write(try session(), log: log)
            #expect(file.read { _ in 0 }?.theme == "dusk")
            let other = SessionFile(path: path, configuredTheme: "daylight")
            #expect(other.read { _ in 0 }?.theme == nil)
            #expect(other.read { _ in 0 }?.view == .sources)
        }
    }

    @Test(arguments: [
        "", "{", "null", "[]", "{\"version\":1}", "\u{0}\u{1}",
        #"{"version":2,"view":"runs","filter":"","sort":"started","descending":true}"#,
        #"{"version":1,"view":"moon","filter":"","sort":"started","descending":true}"#,
        #"{"version":1,"view":"runs","filter":"status:","sort":"started","descending":true}"#,
        #"{"version":1,"view":"runs","filter":"","sort":"size","descending":true}"#,
        #"{"version":1,"view":"runs","filter":"","sort":"started","descending":"yes"}"#,
        String(repeating: " ", count: 70_000) + "{}",
    ])
    func `what is damaged or of another kind is left unread, and replaced`(text: String) throws {
        try withFile { file, path in
            file.write(Session(), log: log)
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            #expect(file.read { _ in 0 } == nil)
            let written = try session()
            file.write(written, log: log)
            #expect(file.read { _ in 0 } == written)
        }
    }

    @Test func `a link is replaced and not followed, and a folder in the way is left`() throws {
        try withFile { file, path in
            file.write(Session(), log: log)
            let other = path + ".other"
            try Data("precious".utf8).write(to: URL(fileURLWithPath: other))
            try FileManager.default.removeItem(atPath: path)
            try FileManager.default.createSymbolicLink(
                atPath: path, withDestinationPath: other)
            let written = try session()
            file.write(written, log: log)
            #expect(file.read { _ in 0 } == written)
            #expect(try String(contentsOfFile: other, encoding: .utf8) == "precious")

            try FileManager.default.removeItem(atPath: path)
            try FileManager.default.createDirectory(
                atPath: path + "/in", withIntermediateDirectories: true)
            file.write(written, log: log)
            #expect(file.read { _ in 0 } == nil)
            #expect(FileManager.default.fileExists(atPath: path + "/in"))
        }
    }

    @Test func `filters from before a bare not could negate are rewritten once`() throws {
        try withFile { file, path in
            let view =
                #"{"name":"v","filter":"NOT x","view":"runs","sort":"started","descending":true}"#
            let text =
                #"{"version":1,"view":"runs","filter":"not status:failed","sort":"started","#
                + #""descending":true,"views":[\#(view)]}"#
            file.write(Session(), log: log)
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            let session = try #require(file.read { _ in 0 })
            #expect(session.request.query.text == #""not" status:failed"#)
            #expect(session.saved.map(\.request.query.text) == [#""NOT" x"#])

            var changed = session
            changed.request.query = try Query.parse("NOT status:failed")
            file.write(changed, log: log)
            #expect(file.read { _ in 0 } == changed)
        }
    }
}
