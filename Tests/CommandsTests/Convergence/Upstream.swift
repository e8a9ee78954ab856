import Providers
import Runs
import Synchronization
import TestSupport

/// A vendor's server in memory, which changes while it is read.
final class Upstream: Transport {
    /// How a server and the way to it behave.
    struct Manner: Sendable {
        /// How far the server's clock is ahead of ours, in milliseconds.
        let skew: Int
        /// How likely something happens between two calls.
        let bustle: Double
        /// How likely an answer that was given a moment ago is given again.
        let staleness: Double
        /// The longest that a call takes, in milliseconds.
        let latency: Int

        init(_ random: inout SeededRandom) {
            skew = random.pick(-1, 0, 0, 1) * .hour + random.number(-900...900)
            bustle = random.pick(0, 0.1, 0.3)
            staleness = random.pick(0, 0, 0.1)
            latency = random.pick(20, 400, 3_000)
        }
    }

    /// How old an answer may be that is given once more, in milliseconds.
    private static let oldestAnswer: Int64 = 15_000

    let manner: Manner
    private let clock: ManualClock
    private let state: Mutex<State>

    private struct State {
        var model: any VendorModel
        var random: SeededRandom
        var isLive = true
        var calls = 0
        var refusals: [String] = []
        var answers: [ModelCall: (reply: HTTPReply, at: Timestamp)] = [:]
    }

    init(_ model: any VendorModel, _ manner: Manner, clock: ManualClock, random: SeededRandom) {
        self.manner = manner
        self.clock = clock
        state = Mutex(State(model: model, random: random))
    }

    /// The server's time.
    private var now: Timestamp { clock.now + manner.skew }

    /// How many calls were made since this was last asked.
    func takeCalls() -> Int {
        state.withLock { state in
            defer { state.calls = 0 }
            return state.calls
        }
    }

    /// What callers did that the vendor's page does not allow.
    var refusals: [String] { state.withLock { $0.refusals } }

    /// The vendor as it is now.
    var model: any VendorModel { state.withLock { $0.model } }

    /// Lets some things happen.
    func change(times: Int) {
        let now = now
        state.withLock { state in
            for _ in 0..<times { state.model.change(&state.random, at: now) }
        }
    }

    /// From now on nothing happens, and every answer is a fresh one.
    func comeToRest() {
        let now = now
        state.withLock { state in
            state.isLive = false
            state.model.comeToRest(&state.random, at: now)
        }
    }

    func send(_ call: HTTPCall) async throws(ProviderError) -> HTTPReply {
        let call = ModelCall(call)
        let delay = state.withLock { $0.random.number(0...manner.latency) }
        clock.advance(by: .milliseconds(delay))
        let now = now
        return state.withLock { state in
            state.calls += 1
            if state.isLive, state.random.chance(manner.bustle) {
                for _ in 0..<state.random.number(1...3) {
                    state.model.change(&state.random, at: now)
                }
            }
            if state.isLive, state.random.chance(manner.staleness),
                let (reply, given) = state.answers[call],
                now.milliseconds(since: given) < Self.oldestAnswer
            {
                return reply
            }
            let reply = state.model.reply(to: call, at: now)
            if reply.status == 418 { state.refusals.append("\(call.path) \(call.query)") }
            if manner.staleness > 0 { state.answers[call] = (reply, now) }
            return reply
        }
    }
}
