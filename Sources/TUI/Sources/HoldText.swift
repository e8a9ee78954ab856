package import Runs

/// Words why a source was not asked, though nothing is wrong with it.
package enum HoldText {
    /// Words it with moments in UTC.
    package static func sentence(_ hold: Throttle) -> String {
        sentence(hold) { $0.rfc3339 }
    }

    /// Words it for somebody with a clock, who knows what day it is.
    package static func sentence(
        _ hold: Throttle, _ clock: ZonedClock, at now: Timestamp
    ) -> String {
        sentence(hold) { clock.brief($0, today: now) }
    }

    private static func sentence(_ hold: Throttle, _ words: (Timestamp) -> String) -> String {
        switch hold {
        case .retryAfter(let until): return "waits until \(words(until)) as the provider asked"
        case .budgetSpent(let until): return "no call is left until \(words(until))"
        case .reserve(let remaining, let limit, let until):
            let left =
                ShortText.count(remaining) + (limit.map { " of \(ShortText.count($0))" } ?? "")
            return "only the reserve is left: \(left) until \(words(until)); "
                + "press r in the interface or wait"
        case .elsewhere(let owner, let next):
            let when = next.map { ", next at \(words($0))" } ?? ""
            return "\(reader(owner)) reads it\(when); "
                + "wait for that, or allow more with --timeout or --max-age"
        case .shallower(let owner, let since):
            let depth = since.map { " only since \(words($0))" } ?? ""
            return "\(reader(owner)) reads it\(depth); "
                + "ask for less with --since, or end that one first"
        }
    }

    private static func reader(_ owner: LeaseOwner?) -> String {
        "another synctop" + (owner?.process.map { " (process \($0))" } ?? "")
    }
}
