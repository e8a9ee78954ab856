import Engine
import Foundation
import History
import Logging
import Runs
import UserConfiguration
import Synchronization
import Testing
import TUI

@testable import Commands

/// What the interface is told once the configuration was read again.
@Suite(.timeLimit(.minutes(10)))
struct ReloadNoticeTests {
    private static let source = """
        [[source]]
        name = "a"
        provider = "well"
        token = { env = "A" }

        """

    /// What is told of a configuration in the place of one without a line at its top.
    private func notices(of text: String) async throws -> [App.Notice] {
        let reported = Mutex<[App.Notice]>([])
        try await TemporaryHome.with { home in
            try FileManager.default.createDirectory(
                atPath: home.path + "/synctop", withIntermediateDirectories: false)
            try home.write(Self.source)
            let composition = try home.composition()
            let connected = try ConnectedSources(composition)
            let monitor = Monitor(
                sources: connected.sources, history: MemoryHistory(),
                plan: Monitor.Plan(owner: LeaseOwner("test")),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let reloader = Reloader(
                LiveSettings(composition), monitor, connected, stamp: nil,
                Reloader.Effects(
                    connect: { (composition, names) throws(CommandError) in
                        try ConnectedSources(composition.keeping(names))
                    }, theme: { $0.theme(pickedAs: $0.config.theme) }, shelf: { ThemeShelf() },
                    report: { notice in reported.withLock { $0.append(notice) } }))
            try home.write(text)
            await reloader.reload()
            await reloader.disconnect()
        }
        return reported.withLock { $0 }
    }

    @Test(
        arguments: [
            ("", "nothing changed", nil, nil, false),
            ("mouse = true", "other mouse", nil, true, false),
            ("bell = true", "other bell", nil, nil, true),
            ("theme = \"ember\"", "other theme", "ember", nil, false),
            ("theme = \"dusk\"\nmouse = true", "other theme, mouse", "dusk", true, false),
        ] as [(String, String, String?, Bool?, Bool)])
    func `theme and mouse are set where they are other ones, and all is told in a line`(
        line: String, words: String, theme: String?, mouse: Bool?, bell: Bool
    ) async throws {
        let reported = try await notices(of: line + "\n" + Self.source)
        #expect(reported.count == 2)
        guard case .setup(let setup, let sentence)? = reported.first, case .themes? = reported.last
        else {
            Issue.record("\(reported.count) others")
            return
        }
        #expect(sentence == StatusMessage("config reloaded: \(words)"))
        #expect(setup.theme?.name == theme)
        #expect(setup.mouse == mouse)
        #expect(setup.bell == bell)
    }

    @Test(
        arguments: [
            ("bel = true\n" + source, 1, "a mistake (:messages), nothing changed: config.toml:1: "),
            (
                "bel = true\nmous = true\n" + source, 2,
                "2 mistakes (:messages), nothing changed: config.toml:1: "
            ),
            ("", 2, "nothing changed (:messages): config.toml has no enabled [[source]]"),
        ] as [(String, Int, String)])
    func `a configuration that cannot be used changes nothing, and its first fault is told`(
        text: String, count: Int, words: String
    ) async throws {
        let reported = try await notices(of: text)
        #expect(reported.count == 1)
        guard case .setupRefused(let reasons, let sentence)? = reported.first else {
            Issue.record("\(reported.count) others")
            return
        }
        #expect(reasons.count == count)
        #expect(sentence.text.hasPrefix(words))
        #expect(sentence.severity == .error)
    }
}
