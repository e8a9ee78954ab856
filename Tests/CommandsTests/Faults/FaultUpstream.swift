import Foundation
import Providers
import Runs
@testable import Simulator
import Synchronization
import TestSupport

typealias TransportTrouble = ProviderError.TransportFailure

/// A call as the fault sees it.
struct FaultCall: Sendable {
    let request: SimulatedRequest
    /// The call's number since the fault began, from 1.
    let number: Int
    /// The number among the calls that ask for runs, from 1; nil for another call.
    let page: Int?
    /// The server's time.
    let now: Timestamp
    /// What the vendor itself would say.
    let own: SimulatedResponse
    /// The vendor's own refusals.
    let refuse: @Sendable (Refusal) -> SimulatedResponse
}

/// What is answered instead, and what happens to the account before.
struct FaultAnswer: Sendable {
    var response: SimulatedResponse
    var insert = 0
    var delete = 0
}

/// A run as its vendor has it.
struct FaultRun: Hashable, Sendable {
    /// How long every run takes, in milliseconds.
    static let length: Int64 = 3_000

    let id: String
    let pipeline: String
    let started: Timestamp
    let error: String?
}

/// An account at one vendor, in memory, with a fault that can be switched on.
final class FaultUpstream: Transport {
    /// How many rows a page has, whatever is asked for, where a vendor may decide that.
    static let pageSize = 10

    let vendor: SimulatedVendor
    private let clock: ManualClock
    private let skew: Int
    private let state: Mutex<State>

    private struct State {
        var runs: [FaultRun] = []
        var everything: Set<String> = []
        var api: (any VendorAPI)?
        var turn: (@Sendable (FaultCall) -> FaultScript.Turn)?
        var calls: [Timestamp] = []
        var since = (calls: 0, pages: 0)
        var fetches = 0
    }

    init(_ vendor: SimulatedVendor, clock: ManualClock, skew: Int) {
        self.vendor = vendor
        self.clock = clock
        self.skew = skew
        state = Mutex(State())
    }

    /// The server's time.
    var now: Timestamp { clock.now + skew }

    /// What the vendor holds.
    var runs: [FaultRun] { state.withLock { $0.runs } }
    /// The ids of all that it ever held.
    var everything: Set<String> { state.withLock { $0.everything } }
    /// When it was called.
    var calls: [Timestamp] { state.withLock { $0.calls } }
    /// How often the secret was fetched.
    var fetches: Int { state.withLock { $0.fetches } }

    /// The key to the account.
    func secret() -> Secret {
        state.withLock { state in
            state.fetches += 1
            return Secret(state.api?.key ?? "")
        }
    }

    /// Lets runs begin, or be there already: the ages are those of their beginnings.
    func insert(_ ages: [Int], pipeline: String? = nil) {
        let now = now
        state.withLock { state in
            for age in ages { Self.insert(into: &state, at: now - age, pipeline: pipeline) }
            state.api = vendor.world(of: state.runs).api(seed: 7)
        }
    }

    private static func insert(
        into state: inout State, at moment: Timestamp, pipeline: String? = nil
    ) {
        let number = state.everything.count
        // A run is told of once it is over.
        let run = FaultRun(
            id: "run-\(number)", pipeline: pipeline ?? "p-\(number % 3)",
            started: (moment - Int(FaultRun.length)).rounded(to: .second),
            error: number.isMultiple(of: 4) ? "e\(number)" : nil)
        state.everything.insert(run.id)
        state.runs.append(run)
    }

    /// Lets the fault hold from now on, or no longer.
    func arm(_ turn: (@Sendable (FaultCall) -> FaultScript.Turn)?) {
        state.withLock { state in
            state.turn = turn
            state.since = (0, 0)
        }
    }

    func send(_ call: HTTPCall) async throws(ProviderError) -> HTTPReply {
        let request = SimulatedRequest(call, vendor: vendor)
        let now = now
        let turn = state.withLock { state -> FaultScript.Turn in
            state.calls.append(clock.now)
            guard let turn = state.turn else { return .honest }
            let isPage = vendor.tellsRuns(request.path)
            state.since.calls += 1
            if isPage { state.since.pages += 1 }
            return turn(faultCall(request, &state, isPage: isPage, now: now))
        }
        switch turn {
        case .honest: return HTTPReply(state.withLock { answer(request, &$0, now: now) })
        case .fails(let trouble, let delay):
            do {
                if delay > .zero { try await clock.sleep(until: clock.now.advanced(by: delay)) }
            } catch {
                throw .cancelled
            }
            throw .unreachable(trouble)
        case .says(let answer):
            return state.withLock { state in
                let isPage = vendor.tellsRuns(request.path)
                let said = answer(faultCall(request, &state, isPage: isPage, now: now))
                guard said.insert + said.delete > 0 else { return HTTPReply(said.response) }
                state.runs.sort { $0.started > $1.started }
                state.runs.removeFirst(said.delete)
                for _ in 0..<said.insert { Self.insert(into: &state, at: now) }
                state.api = vendor.world(of: state.runs).api(seed: 7)
                return HTTPReply(self.answer(request, &state, now: now))
            }
        }
    }

    private func faultCall(
        _ request: SimulatedRequest, _ state: inout State, isPage: Bool, now: Timestamp
    ) -> FaultCall {
        let api = state.api
        return FaultCall(
            request: request, number: state.since.calls, page: isPage ? state.since.pages : nil,
            now: now, own: answer(request, &state, now: now)
        ) { refusal in
            api?.refusal(refusal, to: request, at: Moment(now)) ?? SimulatedResponse(status: 404)
        }
    }

    private func answer(
        _ request: SimulatedRequest, _ state: inout State, now: Timestamp
    ) -> SimulatedResponse {
        state.api?.respond(to: request, at: Moment(now)) ?? SimulatedResponse(status: 404)
    }
}

extension SimulatedRequest {
    /// Reads a call, and asks for small pages where the vendor tells how large a page is.
    fileprivate init(_ call: HTTPCall, vendor: SimulatedVendor) {
        var rest = call.url[...]
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
        // Two tokens of one place differ in signs that the vendor's own never have.
        var target = String(rest.drop { $0 != "/" }).replacing("~", with: "")
        let size = "=\(FaultUpstream.pageSize)"
        switch vendor {
        case .well: target = target.replacing("limit=500", with: "limit" + size)
        case .polytomic
        where vendor.tellsRuns(target.split(separator: "?").first.map(String.init) ?? ""):
            target = target.replacing("limit=100", with: "limit" + size)
        case .leadlex: target = target.replacing("per_page=100", with: "per_page" + size)
        case .supermetrics, .elasticPath, .polytomic: break
        }
        self.init(
            method: call.form == nil ? "GET" : "POST", target: target,
            headers: ["authorization": call.authorization?.reveal() ?? ""])
    }
}

extension HTTPReply {
    fileprivate init(_ response: SimulatedResponse) {
        self.init(
            status: response.status,
            headers: HeaderFields(response.headers.map { HeaderField($0.name, $0.value) }),
            body: response.body)
    }
}
