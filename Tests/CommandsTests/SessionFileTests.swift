import Commands
import Foundation
import Logging
import Query
import Runs
import RunTable
import Testing
import TUI

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
            order: RunOrder(key: .pipeline, descending: true))
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
                    query: try Query.parse("status:failed since:2h"), order: RunOrder(.duration)))
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

    // MARK: - Parts

    private static let needed =
        #""version":1,"filter_language":2,"view":"errors","filter":"","sort":"started","#
        + #""descending":true"#

    /// Reads a file of some members beside those that it must have.
    private func session(reading members: String) throws -> Session? {
        var session: Session?
        try withFile { file, path in
            file.write(Session(), log: log)
            try Data("{\(Self.needed)\(members)}".utf8).write(to: URL(fileURLWithPath: path))
            session = file.read { _ in 0 }
        }
        return session
    }

    @Test(arguments: [(0, true), (10_000, true), (10_001, false), (-1, false)])
    func `a run is found again on a line that there may be`(line: Int, isFound: Bool) throws {
        let read = try #require(
            try session(reading: #","run":{"source":"a","id":"r","line":\#(line)}"#))
        let run = Session.SelectedRun(
            key: RunKey(source: SourceName("a"), id: RunID("r")), line: line)
        #expect(read.run == (isFound ? run : nil))
        #expect(read.view == .errors)
    }

    @Test(arguments: [
        #","details":"nowhere","times":"never""#, #","details":7,"times":null"#, "",
        #","columns":[{"id":"status","shown":false},{"id":"started","shown":false}]"#,
        #","columns":[{"id":"nothing","shown":true}]"#, #","columns":[{"id":"status"}]"#,
        #","run":{"source":"a","line":1},"theme":7"#, #","theme":"dusk""#,
        #","theme":"dusk","configured_theme":"ember""#,
    ])
    func `a part that cannot be read is as it is without a choice`(members: String) throws {
        var expected = Session()
        expected.view = .errors
        #expect(try session(reading: members) == expected)
    }

    @Test func `of the saved views those that can be read are kept, in order`() throws {
        func view(_ name: String, _ filter: String, _ more: String = "") -> String {
            #"{"name":"\#(name)","filter":"\#(filter)","view":"runs","sort":"id","#
                + #""descending":false\#(more)}"#
        }
        let views = [
            view("b", ""), view("wrong", "status:"), view("a", "x"),
            view("odd", "", #","view":"moon""#),
        ]
        let read = try session(reading: #","views":[\#(views.joined(separator: ","))]"#)
        #expect(read?.saved.map(\.name) == ["b", "a"])
        #expect(read?.saved.map(\.request.query.text) == ["", "x"])
    }

    @Test func `a column's width and place are kept, and a file may be as long as 64 KiB`() throws {
        let columns =
            #","columns":[{"id":"id","shown":true,"width":30},{"id":"status","shown":true}]"#
        let read = try #require(try session(reading: columns))
        #expect(
            read.columns.entries.first == ColumnChoice.Entry(id: "id", isShown: true, width: 30))
        #expect(read.columns.entries.dropFirst().first?.id == "status")
        #expect(read.columns.entries.count { $0.isShown } == 2)
        let whole = try withLength(65_536)
        #expect(whole?.view == .errors)
        #expect(try withLength(65_537) == nil)
    }

    /// Reads a file of so many bytes.
    private func withLength(_ count: Int) throws -> Session? {
        let padding = String(repeating: " ", count: count - Self.needed.utf8.count - 2)
        return try session(reading: padding)
    }
}
