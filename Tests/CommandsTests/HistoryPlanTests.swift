import Engine
import Foundation
import History
import Logging
import Runs
import UserConfiguration
import Synchronization
import Testing

@testable import Commands

/// Where runs are kept, and what becomes of it where that is nowhere.
struct HistoryPlanTests {
    private let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test func `without a file runs are in memory, and nothing is told`() async throws {
        let history = try await HistoryPlan.memory.open(
            for: .keeping, within: .seconds(1), log: log
        ) { Issue.record("\($0)") }
        #expect(!history.isShared)
        #expect(!HistoryPlan.memory.isReplaced(by: history))
        let shared = await HistoryPlan.memory.openForBudgets(within: .seconds(1), log: log) {
            Issue.record("\($0)")
        }
        #expect(shared == nil)
    }

    @Test func `a file is shared with other processes`() async throws {
        try await TemporaryHome.with { home in
            let plan = HistoryPlan.file(path: home.path + "/h/history.sqlite", size: 100_000_000)
            let history = try await plan.open(
                for: .keeping, within: .seconds(60), log: log
            ) { Issue.record("\($0)") }
            #expect(history.isShared)
            #expect(!plan.isReplaced(by: history))
            let shared = await plan.openForBudgets(within: .seconds(60), log: log) {
                Issue.record("\($0)")
            }
            #expect(shared?.isShared == true)
        }
    }

    @Test func `a file that cannot be used is replaced by memory, which is told once`() async throws
    {
        let plan = HistoryPlan.file(path: "/dev/null/x/history.sqlite", size: 100_000_000)
        let reported = Mutex<[String]>([])
        let history = try await plan.open(for: .keeping, within: .seconds(60), log: log) { line in
            reported.withLock { $0.append(line) }
        }
        #expect(!history.isShared)
        #expect(plan.isReplaced(by: history))
        let lines = reported.withLock { $0 }
        #expect(lines.count == 1)
        #expect(lines.first?.hasPrefix("the history cannot be used: ") == true)
        #expect(lines.first?.hasSuffix("; runs are kept in memory only") == true)
        // Who only shares budgets is no poorer without it.
        let shared = await plan.openForBudgets(within: .seconds(60), log: log) {
            Issue.record("\($0)")
        }
        #expect(shared == nil)
    }

    @Test(arguments: ["", "/"])
    func `a demo that is kept says how to look at it again, and is never replaced`(
        ending: String
    ) throws {
        try TemporaryHome.with { home in
            let folder = home.path + "/demo"
            let kept = try KeptDemo(folder: folder + ending, config: "# a\n")
            let written = try String(contentsOfFile: folder + "/config.toml", encoding: .utf8)
            #expect(written == "# a\n")
            let state = folder + "/state"
            let plan = HistoryPlan.file(
                path: state + "/synctop/history.sqlite", size: Config().historySize)
            #expect(kept.history == plan)
            #expect(kept.logFile == state + "/synctop/synctop.log")
            let command =
                "  XDG_STATE_HOME='\(state)' synctop --offline --config '\(folder)/config.toml'"
            #expect(kept.closingLines == ["kept in \(folder); to look at it again:", command])
            let again = #expect(throws: CommandError.self) {
                try KeptDemo(folder: folder + ending, config: "# b\n")
            }
            #expect(again?.status == .usage)
        }
    }

    @Test func `work that ends is waited for`() async {
        let isDone = Mutex(false)
        let isOver = await Shutdown.end { isDone.withLock { $0 = true } }
        #expect(isOver)
        #expect(isDone.withLock { $0 })
    }
}
