import Runs
import Testing

@testable import Engine

extension RateBudget {
    /// What a response said, with an end in so many seconds.
    static func said(_ limit: Int?, _ remaining: Int?, in seconds: Double?) -> RateBudget {
        RateBudget(limit: limit, remaining: remaining, resetsAt: seconds.map { .at($0) })
    }
}

extension CredentialBudget {
    /// A budget that sources share.
    init(sharedBy sources: SourceName..., documented: CallLimit? = nil) {
        self.init(documented: documented)
        for source in sources { join(source, interval: .seconds(15)) }
    }

    /// Makes a call, where it may be made.
    mutating func admit(
        _ source: SourceName, for purpose: CallPurpose, at now: Timestamp, reserve: ReserveUse,
        isAskedFor: Bool = false
    ) -> Admission {
        let admission = step(for: purpose, at: now, reserve: reserve, isAskedFor: isAskedFor)
        guard admission == .go else { return admission }
        spend(at: now)
        called(source, for: purpose)
        return .go
    }

    /// Makes calls.
    mutating func call(
        _ source: SourceName, times: Int, for purpose: CallPurpose = .listing,
        at now: Timestamp = .start
    ) {
        for _ in 0..<times {
            #expect(admit(source, for: purpose, at: now, reserve: .keep) == .go)
        }
    }
}
