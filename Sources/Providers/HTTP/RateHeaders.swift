import Runs

extension RateBudget {
    /// Reads what header fields say of the budget of calls, in each dialect in use: `X-RateLimit-*`
    /// and `X-Rate-Limit-*`, and the IETF's drafts, of which the older ones have `RateLimit-Limit`
    /// and so on, later ones `RateLimit: limit=100, remaining=50, reset=5`, and the present ones
    /// `RateLimit: "default";r=50;t=30` with `RateLimit-Policy: "default";q=100;w=60`.
    ///
    /// Where several windows are told of, that one counts which leaves the least. It is nil where
    /// nothing of it is there and readable.
    ///
    /// - Parameters:
    ///   - headers: The header fields.
    ///   - now: The time, which a reset in so many seconds counts from.
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

/// One window of calls that header fields tell of.
private struct RateWindow {
    var limit: Int?
    var remaining: Int?
    var resetsAt: Timestamp?

    var isBlank: Bool { limit == nil && remaining == nil && resetsAt == nil }

    /// Whether it leaves fewer calls for the time to come.
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

    /// How long it lasts, in milliseconds; a minute where that is not told.
    private func time(from now: Timestamp) -> Double {
        Double(max(resetsAt?.milliseconds(since: now) ?? 60_000, 1))
    }

    // MARK: - A field for each number

    /// What the names of fields may end with, and how long such a window is in seconds, where that
    /// follows from it.
    static let periods: [(suffix: String, seconds: Int64?)] = [
        ("", nil), ("-Requests", nil), ("-Second", 1), ("-Minute", 60), ("-Hour", 3_600),
        ("-Day", 86_400), ("-Month", 30 * 86_400),
    ]

    /// Reads the fields that begin with a prefix, each of which may list a number for each window.
    static func separate(
        _ headers: HeaderFields, _ prefix: String, _ period: (suffix: String, seconds: Int64?),
        now: Timestamp
    ) -> [RateWindow] {
        let limits = RateNumber.list(headers.list(prefix + "Limit" + period.suffix))
        let left = RateNumber.list(headers.list(prefix + "Remaining" + period.suffix))
        let reset =
            headers.list(prefix + "Reset" + period.suffix)
            ?? headers.list(prefix + "Reset-After" + period.suffix)
        let resets = RateReset.list(reset, now: now)
        guard !(limits.isEmpty && left.isEmpty && resets.isEmpty) else { return [] }
        let end = period.seconds.map { now.advanced(byMilliseconds: $0 * 1_000) }
        // A negative limit stands for none.
        if let limit = limits.first, limit < 0 { return [] }
        return (0..<max(limits.count, left.count, resets.count)).map { index in
            // Where one of them is told once for all windows, it is that of the first.
            RateWindow(
                limit: at(index, of: limits).map(RateNumber.count),
                remaining: at(index, of: left).map(RateNumber.count),
                resetsAt: at(index, of: resets) ?? end)
        }.filter { !$0.isBlank }
    }

    private static func at<Value>(_ index: Int, of values: [Value]) -> Value? {
        values.indices.contains(index) ? values[index] : values.count == 1 ? values[0] : nil
    }

    // MARK: - One field for all

    /// Reads `RateLimit`, with what `RateLimit-Policy` says of the same windows.
    static func structured(_ headers: HeaderFields, now: Timestamp) -> [RateWindow] {
        let policies = items(headers.list("RateLimit-Policy"))
        let items = items(headers.list("RateLimit"))
        // The middle drafts have a dictionary in the place of a list.
        if let keyed = keyed(items, now: now) { return [keyed] }
        return items.compactMap { item in
            guard let left = RateNumber(item.parameters["r"] ?? "") else { return nil }
            let policy = policies.first { $0.name == item.name } ?? policies.first
            return RateWindow(
                limit: policy.flatMap { RateNumber($0.parameters["q"] ?? $0.name) }
                    .map(RateNumber.count),
                remaining: left.count,
                resetsAt: RateReset.parse(item.parameters["t"] ?? "", now: now))
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
            limit: RateNumber(fields["limit"] ?? "").map(RateNumber.count),
            remaining: RateNumber(fields["remaining"] ?? "").map(RateNumber.count),
            resetsAt: RateReset.parse(fields["reset"] ?? "", now: now))
        return window.isBlank ? nil : window
    }

    /// One member of a structured list: `"name";key=value`.
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

/// A number of calls as servers write it: `100`, `99.5`, `-3`.
private struct RateNumber: Comparable, ExpressibleByIntegerLiteral {
    private let value: Double

    init(integerLiteral value: Int) { self.value = Double(value) }

    init?(_ text: some StringProtocol) {
        let text = String(text.filter { $0 != " " && $0 != "\t" && $0 != "\"" })
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x2B...0x39).contains($0) }),
            let value = Double(text), value.isFinite
        else { return nil }
        self.value = value
    }

    /// Reads a number for each window; what follows one (`100;w=60`) is its policy.
    static func list(_ text: String?) -> [RateNumber] {
        let found = (text ?? "").split(separator: ",").map { part in
            RateNumber(part.split(separator: ";").first ?? "")
        }
        // Of a list that makes no sense nothing is known.
        return found.contains(nil) ? [] : found.compactMap(\.self)
    }

    static func < (left: RateNumber, right: RateNumber) -> Bool { left.value < right.value }

    /// So many whole calls; what is less than nothing is nothing.
    var count: Int { Int(min(max(value, 0), 1e15)) }

    static func count(_ number: RateNumber) -> Int { number.count }
}

/// The end of a window as servers write it.
private enum RateReset {
    /// Reads a moment for each window. A date has a comma of its own.
    static func list(_ text: String?, now: Timestamp) -> [Timestamp] {
        guard let text else { return [] }
        if let only = parse(text, now: now) { return [only] }
        let found = text.split(separator: ",").map {
            parse($0.split(separator: ";").first ?? "", now: now)
        }
        return found.contains(nil) ? [] : found.compactMap(\.self)
    }

    /// Reads seconds from now, a moment since the epoch, a date, or a duration such as `1m30s`.
    static func parse(_ text: some StringProtocol, now: Timestamp) -> Timestamp? {
        WaitTime.parse(text, now: now).flatMap { wait in
            switch wait {
            case .until(let moment): moment
            case .milliseconds(let count):
                count <= longest ? now.advanced(byMilliseconds: count) : nil
            }
        }
    }

    /// The longest window that is believed: a year and a day, in milliseconds.
    private static let longest: Int64 = 366 * 86_400_000
}

/// A time to wait as servers write it.
private enum WaitTime {
    /// So long from now.
    case milliseconds(Int64)
    /// Until then.
    case until(Timestamp)

    /// Reads seconds, a moment since the epoch, a date in any usual notation, or a duration such as
    /// `1m30s` or `250ms`.
    static func parse(_ text: some StringProtocol, now: Timestamp) -> WaitTime? {
        let trimmed = text.drop { $0 == " " || $0 == "\t" || $0 == "\"" }
        var word = String(trimmed)
        while let last = word.last, " \t\"".contains(last) { word.removeLast() }
        guard !word.isEmpty else { return nil }
        if word.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }) {
            return number(word)
        }
        if let duration = duration(word) { return .milliseconds(duration) }
        // What is no number and has no year is no date either.
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

/// The wait that a `Retry-After` field asks for (RFC 9110, section 10.2.3).
enum RetryAfter {
    /// The longest wait that is believed: a day, in milliseconds.
    static let longest: Int64 = 86_400_000

    /// Reads seconds or a date; and, as some servers send, seconds or milliseconds since the
    /// epoch, or a duration such as `30s`. Of several fields the longest wait counts.
    ///
    /// - Returns: Milliseconds from 0 to a day, or nil where there is no readable field. A moment
    ///   that is past asks for no wait.
    static func milliseconds(_ headers: HeaderFields, now: Timestamp) -> Int64? {
        let fields = ["Retry-After", "X-Retry-After", "X-RateLimit-Retry-After"]
        let exact = headers["Retry-After-Ms"].flatMap { Double($0) }
            .flatMap { $0 >= 0 && $0.isFinite ? Int64(min($0, 1e15)) : nil }
        let waits = fields.compactMap { headers.list($0) }.compactMap { longestWait($0, now) }
        return ([exact].compactMap(\.self) + waits).max().map { min(max($0, 0), longest) }
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

/// The date format of HTTP, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
enum HTTPDate {
    /// Reads any of its three forms (RFC 9110, section 5.6.7); nil for anything else.
    static func parse(_ text: String) -> Timestamp? {
        guard case .moment(let moment) = Timestamp.read(text), moment.precision != .day else {
            return nil
        }
        return moment.timestamp
    }
}
