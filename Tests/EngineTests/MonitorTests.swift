import Engine
import History
import Runs
import RunTable
import Testing
import TestSupport

@Suite(.timeLimit(.minutes(10)))
struct MonitorTests {
    @Test func `a run seen running is later seen failed`() async {
        let provider = ScriptedProvider { call, _ in
            call == 0
                ? .page(RunPage(RunObservation("r", .running)))
                : .page(RunPage(RunObservation("r", .failed, second: 4)))
        }
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        #expect(await rig.run("a", "r")?.status == .running)
        await rig.pass(.seconds(5))
        #expect(await rig.run("a", "r")?.status == .failed)
        #expect(await rig.monitor.snapshot.table.counts[.running] == 0)
        await rig.monitor.stop()
    }

    @Test func `a source is polled on its interval, and quicker while something runs`() async {
        let provider = ScriptedProvider { call, _ in
            .page(RunPage(RunObservation("r", call == 1 ? .running : .succeeded)))
        }
        // The second poll brings a statement that is older than the end that is known by then.
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        #expect(await rig.health("a")?.nextPoll == .at(15))
        rig.clock.advance(by: .milliseconds(14_999))
        await rig.clock.sleepers { $0.contains(.at(15)) }
        #expect(provider.requests.count == 1)
        await rig.pass(.milliseconds(1))
        #expect(provider.requests.count == 2)
        #expect(await rig.health("a")?.nextPoll == .at(30))
        await rig.monitor.stop()

        let busy = ScriptedProvider { _, _ in .page(RunPage(RunObservation("r", .running))) }
        let second = Rig([("a", busy)])
        await second.monitor.start()
        await second.settle()
        #expect(await second.health("a")?.nextPoll == .at(5))
        // An hour on, nobody is in a hurry any more.
        second.clock.advance(by: .seconds(3_600))
        await second.settle()
        #expect(await second.health("a")?.nextPoll == .at(3_615))
        await second.monitor.stop()
    }

    @Test func `two sources in trouble carry their problems and a third goes on live`() async {
        let refused = ProviderError.unreachable(.connectionRefused)
        let locked = ScriptedProvider(
            pipelines: { _ in .failure(.unauthorised) }, pages: { _, _ in .failure(.unauthorised) })
        let dead = ScriptedProvider(
            pipelines: { _ in .failure(refused) }, pages: { _, _ in .failure(refused) })
        let fine = ScriptedProvider { call, _ in
            .page(RunPage(RunObservation("r\(call)", .succeeded)))
        }
        let rig = Rig([("locked", locked), ("dead", dead), ("fine", fine)])
        await rig.monitor.start()
        await rig.settle(3)
        for _ in 1...60 { await rig.pass(.seconds(1), 3) }
        #expect(fine.requests.map(\.now) == [0, 15, 30, 45, 60].map { Timestamp.at($0) })
        #expect(await rig.health("fine")?.problem == nil)
        #expect(await rig.health("fine")?.rows.stored == 5)
        #expect(locked.requests.count == 1)
        let problem = await rig.health("locked")?.problem
        #expect(problem == SourceProblem(error: .unauthorised, since: .start, failures: 1))
        let other = await rig.health("dead")?.problem
        #expect(other?.error == refused)
        #expect(other?.since == .start)
        #expect(other?.failures == dead.requests.count)
        // Ceilings of 1, 2, 4, 8, 16, 32, 64 seconds, of which each wait is a half.
        #expect(dead.requests.count == 7)
        await rig.monitor.stop()
    }

    @Test func `a provider that never answers delays nobody`() async {
        let mute = ScriptedProvider { _, _ in .silence }
        let fine = ScriptedProvider { _, _ in .page(RunPage()) }
        let rig = Rig([("mute", mute), ("fine", fine)])
        await rig.monitor.start()
        await rig.settle()
        for _ in 1...4 { await rig.pass(.seconds(15)) }
        #expect(fine.requests.count == 5)
        #expect(await rig.health("mute")?.activity == .polling)
        #expect(await rig.health("mute")?.lastSuccess == nil)
        await rig.monitor.stop()
    }

    @Test func `Retry-After of 30 seconds brings no call before they are over`() async {
        let provider = ScriptedProvider { call, _ in
            call == 0 ? .failure(.tooMany(retryAfter: 30)) : .page(RunPage())
        }
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        await rig.pass(.milliseconds(29_999))
        let answers = await rig.monitor.poll(nil, reserve: .spend)
        #expect(answers == [SourceName("a"): .refused(.retryAfter(until: .at(30)))])
        await rig.settle()
        #expect(provider.requests.count == 1)
        #expect(provider.discoveries == 1)
        #expect(await rig.health("a")?.nextPoll == .at(30.5))
        await rig.pass(.milliseconds(501))
        #expect(provider.requests.map(\.now) == [.start, .at(30.5)])
        #expect(await rig.health("a")?.problem == nil)
        await rig.monitor.stop()
    }

    @Test func `a poll that another process keeps from calling changes nothing, and is made soon`()
        async
    {
        let held = ProviderError.held(.retryAfter(until: .at(600)))
        let provider = ScriptedProvider { call, _ in
            switch call {
            case 0: .failure(.unreachable(.connectionLost))
            // Another process was asked to wait, just when this one was about to call.
            case 1: .failure(held)
            default: .page(RunPage(at: 1))
            }
        }
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        let problem = await rig.health("a")?.problem
        #expect(problem?.error == .unreachable(.connectionLost))
        while provider.requests.count < 2 {
            guard let next = rig.clock.nextDeadline else { break }
            rig.clock.set(to: next)
            await rig.settle()
        }
        let putOff = await rig.health("a")
        #expect(putOff?.problem == problem)
        #expect(putOff?.lastSuccess == nil)
        #expect(putOff?.isBackfilled == false)
        #expect(putOff?.activity == .waiting)
        #expect(putOff?.budgetOpens == putOff?.nextPoll)
        // Where nothing holds it any more it is tried again soon.
        await rig.pass(.seconds(5))
        #expect(provider.requests.count == 3)
        #expect(await rig.health("a")?.problem == nil)
        #expect(await rig.health("a")?.isBackfilled == true)
        await rig.monitor.stop()
    }

    @Test func `a discovery that is told to wait is not followed by a page`() async {
        let provider = ScriptedProvider(
            pipelines: { call in call == 0 ? .failure(.tooMany(retryAfter: 30)) : .success([]) },
            pages: { _, _ in .page(RunPage()) })
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        await rig.pass(.milliseconds(29_999))
        #expect(provider.requests.isEmpty)
        await rig.pass(.milliseconds(501))
        #expect(provider.requests.count == 1)
        #expect(provider.discoveries == 2)
        await rig.monitor.stop()
    }

    @Test func `a person polls one source, or all of them, before their time`() async {
        let one = ScriptedProvider { _, _ in .page(RunPage()) }
        let two = ScriptedProvider { _, _ in .page(RunPage()) }
        let rig = Rig([("one", one), ("two", two)])
        await rig.monitor.start()
        await rig.settle(2)
        rig.clock.advance(by: .seconds(3))
        let answers = await rig.monitor.poll(SourceName("two"))
        #expect(answers == [SourceName("two"): .begun])
        await rig.clock.sleepers { $0.contains(.at(18)) }
        #expect([one.requests.count, two.requests.count] == [1, 2])
        await rig.monitor.poll(nil)
        await rig.clock.sleepers { $0.filter { $0 == .at(18) }.count == 2 }
        #expect([one.requests.count, two.requests.count] == [2, 3])
        #expect(await rig.monitor.poll(SourceName("three")).isEmpty)
        await rig.monitor.stop()
    }

    @Test func `eight hours of sleep end in one poll`() async {
        let provider = ScriptedProvider { _, _ in .page(RunPage()) }
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        await rig.pass(.seconds(8 * 3_600))
        #expect(provider.requests.count == 2)
        #expect(await rig.health("a")?.nextPoll == .at(8 * 3_600 + 15))
        await rig.monitor.stop()
    }

    @Test func `names that come with a later discovery rename what is shown`() async {
        let id = PipelineID("p1")
        let provider = ScriptedProvider(
            pipelines: { call in .success(call == 0 ? [] : [Pipeline(id: id, name: "Mercury")]) },
            pages: { _, _ in .page(RunPage(RunObservation("r", .succeeded, pipeline: "p1"))) })
        let rig = Rig([("a", provider)])
        await rig.monitor.start()
        await rig.settle()
        #expect(await rig.run("a", "r")?.pipeline == Pipeline(id: id))
        for _ in 1...3 { await rig.pass(.seconds(15)) }
        #expect(provider.discoveries == 1)
        await rig.pass(.seconds(15))
        #expect(provider.discoveries == 2)
        #expect(await rig.run("a", "r")?.pipeline?.name == "Mercury")
        #expect(provider.requests.last?.pipelines == [Pipeline(id: id, name: "Mercury")])
        await rig.monitor.stop()
    }

    @Test func `stopping ends every task and the stream, and says so`() async {
        let mute = ScriptedProvider { _, _ in .silence }
        let fine = ScriptedProvider { _, _ in .page(RunPage()) }
        let rig = Rig([("mute", mute), ("fine", fine)])
        await rig.monitor.start()
        await rig.settle()
        await rig.monitor.stop()
        #expect(mute.hung == 0)
        await rig.clock.sleepers { $0.isEmpty }
        var last: MonitorSnapshot?
        for await snapshot in rig.monitor.snapshots { last = snapshot }
        #expect(last?.sources.map(\.activity) == [.stopped, .stopped])
        #expect(last?.sources.map(\.problem) == [nil, nil])
        #expect(await rig.monitor.poll(SourceName("fine")) == [SourceName("fine"): .stopped])
    }
}
