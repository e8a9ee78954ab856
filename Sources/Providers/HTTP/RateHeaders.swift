import Foundation
import Runs

extension RateBudget {
    /// Reads the call budget in each dialect in use: `X-RateLimit-*`, `X-Rate-Limit-*`, and the
    /// IETF's drafts: older ones have `RateLimit-Limit` and so on, later ones
    /// `RateLimit: limit=100, remaining=50, reset=5`, the present ones
    /// `RateLimit: "default";r=50;t=30` with `RateLimit-Policy: "default";q=100;w=60`. Of several
    /// windows, that with the fewest calls left counts. A reset in seconds counts from `now`.
    init?(_ headers: HeaderFields, now: Timestamp) {
        let windows =
            RateWindow.structured(headers, now: now)
            + ["RateLimit-", "X-RateLimit-", "X-Rate-Limit-"].flatMap { prefix in
                RateWindow.periods.flatMap { RateWindow.separate(headers, prefix, $0, now: now) }
            }
        guard let window = windows.min(by: { $0.isTighter(than: $1, at: now) }) else { return nil }
        self.init(
            limit: window.limit, remaining: window.remaining, resetsAt: window.resetsAt)
    }
}

private struct RateWindow {
    var limit: Int?
    var remaining: Int?
    var resetsAt: Timestamp?

    var isBlank: Bool { limit == nil && remaining == nil && resetsAt == nil }

    func isTighter(than other: RateWindow, at now: Timestamp) -> Bool {
        guard let mine = remaining, let theirs = other.remaining else {
            return remaining != nil && other.remaining == nil
        }
        let (myTime, theirTime) = (time(from: now), other.time(from: now))
        guard mine > 0, theirs > 0 else {
            return mine == theirs ? myTime > theirTime : mine < theirs
        }
        return Double(mine) / myTime < Double(theirs) / theirTime
    }

    /// Its remaining time in milliseconds; a minute if unknown.
    private func time(from now: Timestamp) -> Double {
        Double(max(resetsAt?.milliseconds(since: now) ?? 60_000, 1))
    }

    // MARK: - A field for each number

    /// The suffixes of field names, and the length in seconds of the window that each implies.
    static let periods: [(suffix: String, seconds: Int64?)] = [
        ("", nil), ("-Requests", nil), ("-Second", 1), ("-Minute", 60), ("-Hour", 3_600),
        ("-Day", 86_400), ("-Month", 30 * 86_400),
    ]

    /// Reads the fields with a prefix; each may list a number for each window.
    static func separate(
        _ headers: HeaderFields, _ prefix: String, _ period: (suffix: String, seconds: Int64?),
        now: Timestamp
    ) -> [RateWindow] {
        func field(_ name: String) -> String? { headers.list(prefix + name + period.suffix) }
        let limits = list(field("Limit"), number)
        let left = list(field("Remaining"), number)
        let reset = field("Reset") ?? field("Reset-After") ?? ""
        // A date has a comma of its own.
        let resets =
            WaitTime.end(reset, now: now).map { [$0] }
            ?? list(reset) { WaitTime.end($0, now: now) }
        guard !(limits.isEmpty && left.isEmpty && resets.isEmpty) else { return [] }
        let end = period.seconds.map { now.advanced(byMilliseconds: $0 * 1_000) }
        // A negative limit means none.
        if let limit = limits.first, limit < 0 { return [] }
        return (0..<max(limits.count, left.count, resets.count)).map { index in
            // A number that is listed once applies to all windows.
            RateWindow(
                limit: count(at(index, of: limits)), remaining: count(at(index, of: left)),
                resetsAt: at(index, of: resets) ?? end)
        }.filter { !$0.isBlank }
    }

    private static func at<Value>(_ index: Int, of values: [Value]) -> Value? {
        values.indices.contains(index) ? values[index] : values.count == 1 ? values[0] : nil
    }

    /// Reads a value for each window, without its policy (`;w=60`); none if one is unreadable.
    private static func list<Value>(_ text: String?, _ read: (Substring) -> Value?) -> [Value] {
        let parts = (text ?? "").split(separator: ",")
        let found = parts.compactMap { read($0.split(separator: ";").first ?? "") }
        return found.count == parts.count ? found : []
    }

    /// Reads a number of calls as servers write it: `100`, `99.5`, `-3`.
    private static func number(_ text: some StringProtocol) -> Double? {
        let text = String(text.filter { $0 != " " && $0 != "\t" && $0 != "\"" })
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x2B...0x39).contains($0) }),
            let value = Double(text), value.isFinite
        else { return nil }
        return value
    }

    private static func count(_ number: Double?) -> Int? {
        number.map { Int($0.clamped(to: 0...1e15)) }
    }

    // MARK: - One field for all

    /// Reads `RateLimit`, with the policies of the same windows.
    static func structured(_ headers: HeaderFields, now: Timestamp) -> [RateWindow] {
        let policies = items(headers.list("RateLimit-Policy"))
        let items = items(headers.list("RateLimit"))
        // The middle drafts have a dictionary instead of a list.
        if let keyed = keyed(items, now: now) { return [keyed] }
        return items.compactMap { item in
            guard let left = number(item.parameters["r"] ?? "") else { return nil }
            let policy = policies.first { $0.name == item.name } ?? policies.first
            return RateWindow(
                limit: count(policy.flatMap { number($0.parameters["q"] ?? $0.name) }),
                remaining: count(left),
                resetsAt: WaitTime.end(item.parameters["t"] ?? "", now: now))
        }
    }

    private static func keyed(_ items: [Item], now: Timestamp) -> RateWindow? {
        var fields: [String: String] = [:]
        for item in items {
            for (key, value) in item.parameters { fields[key] = value }
            let pair = item.name.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { fields[pair[0].lowercased()] = String(pair[1]) }
        }
        let window = RateWindow(
            limit: count(number(fields["limit"] ?? "")),
            remaining: count(number(fields["remaining"] ?? "")),
            resetsAt: WaitTime.end(fields["reset"] ?? "", now: now))
        return window.isBlank ? nil : window
    }

    private struct Item {
        var name: String
        var parameters: [String: String] = [:]
    }

    private static func items(_ text: String?) -> [Item] {
        (text ?? "").split(separator: ",").map { member in
            let parts = member.split(separator: ";").map { part in
                String(part.filter { $0 != " " && $0 != "\t" && $0 != "\"" })
            }
            var item = Item(name: parts.first ?? "")
            for part in parts.dropFirst() {
                let pair = part.split(separator: "=", maxSplits: 1)
                guard pair.count == 2 else { continue }
                item.parameters[pair[0].lowercased()] = String(pair[1])
            }
            return item
        }
    }
}

private enum WaitTime {
    case milliseconds(Int64)
    case until(Timestamp)

    private static let longest: Int64 = 366 * 86_400_000

    static func end(_ text: some StringProtocol, now: Timestamp) -> Timestamp? {
        switch parse(text, now: now) {
        case .until(let moment): moment
        case .milliseconds(let count) where count <= longest: now.advanced(byMilliseconds: count)
        case .milliseconds, nil: nil
        }
    }

    /// Reads seconds, epoch time, a date in any usual notation, or a duration such as `1m30s`.
    static func parse(_ text: some StringProtocol, now: Timestamp) -> WaitTime? {
        let blanks = CharacterSet(charactersIn: " \t\"")
        let word = text.trimmingCharacters(in: blanks)
        guard !word.isEmpty else { return nil }
        if word.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }) {
            return number(word)
        }
        if let duration = duration(word) { return .milliseconds(duration) }
        // Without a digit there is no year, and so no date.
        guard word.contains(where: \.isNumber), case .moment(let moment) = Timestamp.read(word),
            moment.precision != .day
        else { return nil }
        return .until(moment.timestamp)
    }

    private static func number(_ word: String) -> WaitTime? {
        guard let first = word.first, first != ".", word.last != ".", let value = Double(word)
        else { return nil }
        switch value {
        case 1e9..<1e11: return .until(Timestamp(milliseconds: Int64(value * 1_000)))
        case 1e11..<1e14: return .until(Timestamp(milliseconds: Int64(value)))
        default:
            // A part of a millisecond counts as a whole one.
            return .milliseconds(Int64(min(value * 1_000, 1e15).rounded(.up)))
        }
    }

    private static func duration(_ word: String) -> Int64? {
        let units: [(String, Double)] = [
            ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
        ]
        var rest = word[...]
        var total = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(digits.count)
            guard let value = Double(digits),
                let unit = units.first(where: { rest.hasPrefix($0.0) })
            else { return nil }
            rest = rest.dropFirst(unit.0.count)
            total += value * unit.1
        }
        return Int64(min(total, 1e15).rounded(.up))
    }
}

/// The wait that a `Retry-After` field requests (RFC 9110, section 10.2.3).
enum RetryAfter {
    static let longest: Int64 = 86_400_000

    /// Reads seconds or a date and, as some servers send, seconds or milliseconds since the epoch,
    /// or a duration such as `30s`. The longest wait of several fields counts. Returns milliseconds
    /// from 0 to a day, 0 for a past moment, and nil without a readable field.
    static func milliseconds(_ headers: HeaderFields, now: Timestamp) -> Int64? {
        let fields = ["Retry-After", "X-Retry-After", "X-RateLimit-Retry-After"]
        let exact = headers["Retry-After-Ms"].flatMap { Double($0) }
            .flatMap { $0 >= 0 && $0.isFinite ? Int64(min($0, 1e15)) : nil }
        let waits = fields.compactMap { headers.list($0) }.compactMap { longestWait($0, now) }
        return ([exact].compactMap(\.self) + waits).max().map { $0.clamped(to: 0...longest) }
    }

    private static func longestWait(_ text: String, _ now: Timestamp) -> Int64? {
        if let only = wait(text, now) { return only }
        return text.split(separator: ",").compactMap { wait($0, now) }.max()
    }

    private static func wait(_ text: some StringProtocol, _ now: Timestamp) -> Int64? {
        switch WaitTime.parse(text, now: now) {
        case .milliseconds(let count)?: count
        case .until(let moment)?: max(0, moment.milliseconds(since: now))
        case nil: nil
        }
    }
}

/// HTTP's date, in any usual notation.
enum HTTPDate {
    static func parse(_ text: String) -> Timestamp? {
        guard case .moment(let moment) = Timestamp.read(text), moment.precision != .day else {
            return nil
        }
        return moment.timestamp
    }
}
