import Engine
import Runs
import Testing
import TestSupport

/// Whole days against quotas that are enforced as the vendors do.
@Suite(.timeLimit(.minutes(10)))
struct QuotaTests {
    private static let day = QuotaProvider.Window(limit: 100, seconds: 86_400)
    private static let minute = QuotaProvider.Window(limit: 10, seconds: 60)
    private static let limit = CallLimit(calls: 10, period: .seconds(60), largestBudget: 100)
    /// The second midnight of the tests, and the third.
    private static let midnights = [20_603, 20_604].map { Timestamp(seconds: $0 * 86_400) }

    private static func leadLex(documented: CallLimit? = limit) -> QuotaProvider {
        QuotaProvider(
            .listAndReads, windows: [day, minute], kind: .leadlex, documented: documented,
            tellsReset: true)
    }

    @Test(arguments: [1, 3])
    func `a hundred calls a day last to midnight, and no call is refused`(sharers: Int) async {
        let provider = Self.leadLex()
        let rig = Rig(
            (1...sharers).map { .scripted("s\($0)", provider, credential: "same") })
        await rig.monitor.start()
        await rig.run(until: Self.midnights[1].advanced(by: .seconds(-1)), sharers)
        #expect(provider.refused == 0)
        let calls = provider.calls.filter { $0 >= Self.midnights[0] }
        // What is left over is the reserve, and what the last pause did not spend.
        #expect((78...90).contains(calls.count))
        #expect(provider.left >= 10)
        let last = calls.last ?? .start
        #expect(Self.midnights[1].milliseconds(since: last) < 3_600_000 * 2)
        let noon = Self.midnights[0].advanced(by: .seconds(43_200))
        #expect((35...65).contains(calls.count { $0 < noon }))
        let plan = await rig.health("s1")?.plan?.spending
        #expect(plan?.kept == 10 && plan?.limit == 100 && plan?.sharers == sharers)
        #expect(plan?.window == .day)
        // Each pipeline gets its turn within two days, though a hundred calls read none at once.
        #expect(provider.pipelinesRead(since: .start) == 50)
        await rig.monitor.stop()
    }

    @Test
    func `a minute's limit that responses tell of only when it is spent is kept all the same`()
        async
    {
        let provider = Self.leadLex(documented: nil)
        let rig = Rig([.scripted("a", provider)])
        await rig.monitor.start()
        await rig.run(until: .at(12_000))
        #expect(provider.refused == 0)
        #expect(provider.calls.count > 40)
        await rig.monitor.stop()
    }

    @Test func `a walk that waits for its budget says until when`() async {
        let rig = Rig([.scripted("a", Self.leadLex())])
        await rig.monitor.start()
        await rig.settle()
        let minute = await rig.health("a")
        #expect(minute?.activity == .polling)
        #expect(minute?.budgetOpens == .at(60))
        let name = SourceName("a")
        #expect(await rig.monitor.poll(name) == [name: .refused(.budgetSpent(until: .at(60)))])
        // Half of the day's calls are read with at once, the rest as they are saved up.
        await rig.run(until: .at(1_200))
        let day = await rig.health("a")
        #expect(day?.activity == .waiting)
        #expect(day?.isBackfilled == false)
        #expect(day?.budgetOpens != nil)
        #expect(day?.budgetOpens == day?.nextPoll)
        await rig.monitor.stop()
        #expect(await rig.health("a")?.budgetOpens == nil)
    }

    @Test func `the reserve is asked for, and then spent`() async {
        let provider = QuotaProvider(
            .listAndReads, windows: [.init(limit: 10, seconds: 86_400)], kind: .leadlex,
            tellsReset: true)
        let rig = Rig([.scripted("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        let name = SourceName("a")
        while provider.left > 1 {
            #expect(await rig.monitor.poll(name) == [name: .begun])
            await rig.settle()
        }
        let midnight = Timestamp(seconds: 20_602 * 86_400)
        #expect(
            await rig.monitor.poll(name)
                == [name: .refused(.reserve(remaining: 1, until: midnight))])
        let count = provider.calls.count
        #expect(await rig.monitor.poll(name, reserve: .spend) == [name: .begun])
        await rig.settle()
        #expect(provider.calls.count == count + 1)
        #expect(provider.left == 0)
        #expect(
            await rig.monitor.poll(name, reserve: .spend)
                == [name: .refused(.budgetSpent(until: midnight))])
        #expect(provider.refused == 0)
        await rig.monitor.stop()
    }

    @Test func `five thousand calls an hour last for fifty pipelines of a call each`() async {
        let provider = QuotaProvider(
            .callPerPipeline,
            windows: [.init(limit: 5_000, seconds: 3_600, begins: .withFirstCall)],
            kind: .supermetrics, tellsReset: false)
        let rig = Rig([.scripted("a", provider)])
        await rig.monitor.start()
        await rig.run(until: .at(7_200))
        #expect(provider.refused == 0)
        let hour = provider.calls.count { $0 >= .at(3_600) && $0 < .at(7_200) }
        #expect((4_200...4_550).contains(hour))
        let plan = await rig.health("a")?.plan
        #expect(plan?.spending?.callsPerPoll == 50)
        #expect(plan?.spending?.window == .hour)
        #expect((85...95).contains(plan?.spending?.polls ?? 0))
        await rig.monitor.stop()
    }

    @Test func `eight hours asleep and a clock set back bring no call too many`() async {
        let provider = Self.leadLex()
        let rig = Rig([.scripted("a", provider)])
        await rig.monitor.start()
        await rig.run(until: .at(3_000))
        let before = provider.calls.count
        rig.clock.advance(by: .seconds(8 * 3_600))
        await rig.settle()
        #expect(provider.calls.count > before)
        await rig.run(until: .at(40_000))
        rig.clock.set(to: .at(36_400))
        let count = provider.calls.count
        await rig.run(until: .at(40_000))
        #expect(provider.calls.count - count <= 15)
        #expect(provider.refused == 0)
        await rig.monitor.stop()
    }
}
