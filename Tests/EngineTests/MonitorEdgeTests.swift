import Engine
import Runs
import RunTable
import Testing

/// Where a monitor's waits and words end.
@Suite(.timeLimit(.minutes(10)))
struct MonitorEdgeTests {
    @Test(arguments: [(90_000, true), (90_001, false)] as [(Int64, Bool)])
    func `a walk waits for a budget that opens within ninety seconds, and else goes on later`(
        end: Int64, waits: Bool
    ) async {
        let provider = ScriptedProvider { call, _ in
            .page(
                RunPage(
                    at: call + 1, hasMore: call == 0,
                    budget: RateBudget(limit: 10, remaining: 1, resetsAt: .ms(end))))
        }
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        let health = await rig.health("a")
        #expect(health?.activity == (waits ? .polling : .waiting))
        #expect(health?.isBackfilled == false)
        #expect(provider.requests.count == 1)
        await rig.monitor.stop()
    }

    @Test func `whoever asks for changes last is told of them, and those before no more`() async {
        let provider = ScriptedProvider { call, _ in
            .page(RunPage(RunObservation("r\(call)", .succeeded), at: call + 1))
        }
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        let (_, early) = await rig.monitor.changes()
        let (held, late) = await rig.monitor.changes()
        #expect(held.table.count == 1)
        await rig.pass(.seconds(15))
        var first = early.makeAsyncIterator()
        #expect(await first.next() == nil)
        var second = late.makeAsyncIterator()
        let reported = await second.next() ?? []
        #expect(reported.map(\.after.id.text) == ["r1"])
        await rig.monitor.stop()
        #expect(await second.next() == nil)
    }

    @Test func `the first polls of many sources are spread by chance`() async {
        let provider = ScriptedProvider { _, _ in .page(RunPage(at: 1)) }
        // Forty polls are spread over 160 milliseconds, of which chance takes none or all.
        for (random, first) in [(0.0, 0), (1.0, 160)] as [(Double, Int64)] {
            let rig = Rig(
                (0..<40).map { .scripted("s\($0)", provider) }, random: { random })
            let before = provider.requests.count
            await rig.monitor.start()
            await rig.run(until: .ms(400), 40, step: .milliseconds(4))
            await wait(for: "all polls") { provider.requests.count >= before + 40 }
            let polls = provider.requests.dropFirst(before).map(\.now)
            #expect(polls.min() == .ms(first))
            await rig.monitor.stop()
        }
    }

    @Test func `one source begins at once, whatever chance says`() async {
        let provider = ScriptedProvider { _, _ in .page(RunPage(at: 1)) }
        let rig = Rig([.scripted("a", provider)], random: { 0.999 })
        await rig.monitor.start()
        await rig.settle()
        #expect(provider.requests.map(\.now) == [.start])
        await rig.monitor.stop()
    }
}
