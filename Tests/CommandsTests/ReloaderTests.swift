import Foundation
import History
import Logging
import Runs
import UserConfiguration
import Testing
import TUI

@testable import Engine
@testable import Commands

/// What a monitor goes by once its settings were read again.
@Suite(.timeLimit(.minutes(10)))
struct ReloaderTests {
    /// Lends a reloader of two sources, whose monitor polls nothing.
    private func withReloader(
        _ body: (TemporaryHome, Reloader, Monitor) async throws -> Void
    ) async throws {
        try await TemporaryHome.with { home in
            try FileManager.default.createDirectory(
                atPath: home.path + "/synctop", withIntermediateDirectories: false)
            try home.write(Self.settings("retention = \"9d\""))
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
                    }, theme: { _ in nil }, shelf: { ThemeShelf() }, report: { _ in }))
            try await body(home, reloader, monitor)
            await reloader.disconnect()
        }
    }

    private static func settings(_ top: String, _ names: [String] = ["a", "b"]) -> String {
        let sources = names.map { name in
            """
            [[source]]
            name = "\(name)"
            provider = "well"
            token = { env = "A" }
            """
        }
        return ([top] + sources).joined(separator: "\n")
    }

    @Test func `another retention alone is what is kept from then on`() async throws {
        try await withReloader { home, reloader, monitor in
            for (words, hours) in [("2h", 2), ("30d", 720)] {
                try home.write(Self.settings("retention = \"\(words)\""))
                await reloader.reload()
                let kept = await monitor.plan.retention
                #expect(kept == Retention(age: .seconds(hours * 3_600), count: 1_000_000))
            }
        }
    }

    @Test func `another order alone is how sources stand from then on, and sources come and go`()
        async throws
    {
        try await withReloader { home, reloader, monitor in
            for names in [["b", "a"], ["b", "c", "a"], ["c", "b"], ["b"]] {
                try home.write(Self.settings("retention = \"9d\"", names))
                await reloader.reload()
                #expect(await monitor.members.order.map(\.text) == names)
            }
        }
    }

    @Test func `settings with a mistake change nothing`() async throws {
        try await withReloader { home, reloader, monitor in
            try home.write(Self.settings("retention = \"2h\"\nbel = true", ["b"]))
            await reloader.reload()
            #expect(await monitor.plan.retention == nil)
            #expect(await monitor.members.order.map(\.text) == ["a", "b"])
        }
    }
}
