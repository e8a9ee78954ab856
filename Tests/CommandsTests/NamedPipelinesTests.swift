import Engine
import Foundation
import History
import Runs
import Testing
import TestSupport

@testable import Commands

/// Which of the pipelines that settings name are there.
struct NamedPipelinesTests {
    /// An account that lists its pipelines, or refuses to.
    private struct Account: Provider {
        let kind = ProviderKind.leadlex
        let list: Result<[Pipeline], ProviderError>

        func pipelines(_ permit: CallPermit) async throws(ProviderError) -> [Pipeline] {
            try list.get()
        }

        func page(
            _ request: PageRequest, _ permit: CallPermit
        ) async throws(ProviderError) -> RunPage {
            RunPage(position: ReadPosition(.null), hasMore: false)
        }
    }

    private func pipeline(_ id: String, _ name: String? = nil) -> Pipeline {
        Pipeline(id: PipelineID(id), name: name)
    }

    private func missing(
        _ ids: [String], besides found: [Pipeline], _ list: Result<[Pipeline], ProviderError>
    ) async -> MissingPipelines? {
        let account = Account(list: list)
        let source = MonitoredSource(
            name: SourceName("a"), provider: account, interval: .seconds(1), backfill: .seconds(60))
        let monitor = Monitor(
            sources: [source], history: MemoryHistory(), clock: ManualClock(now: now),
            logger: ProgramLog.silent.logger)
        let calls = RequestedCalls(monitor: monitor, end: now.advanced(by: .seconds(30)))
        return await NamedPipelines(key: "workflows", ids: ids, account: account)
            .missing(besides: found, of: source, calls)
    }

    @Test func `a name is proof, and then nobody is asked`() async {
        let found = [pipeline("m", "Mercury"), pipeline("n", "Neptune")]
        #expect(
            await missing(["n", "m"], besides: found, .failure(.cancelled))
                == MissingPipelines(key: "workflows", ids: [], known: found))
    }

    @Test func `what has no name is looked for in the account's list`() async {
        let found = [pipeline("m", "Mercury"), pipeline("x"), pipeline("y"), pipeline("n")]
        let all = [pipeline("n"), pipeline("m")]
        #expect(
            await missing(["y", "m", "x", "n"], besides: found, .success(all))
                == MissingPipelines(key: "workflows", ids: ["y", "x"], known: all))
        #expect(
            await missing(["n"], besides: found, .success(all))
                == MissingPipelines(key: "workflows", ids: [], known: all))
    }

    @Test func `a list that is empty or refused tells nothing`() async {
        #expect(await missing(["x"], besides: [], .success([])) == nil)
        let refused = ProviderError.refused(APIProblem(status: 403))
        #expect(await missing(["x"], besides: [], .failure(refused)) == nil)
    }
}
