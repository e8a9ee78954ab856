import Runs

extension RateBudget {
    /// Reads `X-RateLimit-Limit`, `-Remaining` and `-Reset`, the last as seconds or milliseconds
    /// since the epoch or as seconds from now.
    ///
    /// - Returns: Nil where none of them is there and readable.
    init?(_ headers: HeaderFields, now: Timestamp) {
        let limit = Self.count(headers["X-RateLimit-Limit"])
        let remaining = Self.count(headers["X-RateLimit-Remaining"])
        let resetsAt = Self.reset(headers["X-RateLimit-Reset"], now: now)
        guard limit != nil || remaining != nil || resetsAt != nil else { return nil }
        self.init(limit: limit, remaining: remaining, resetsAt: resetsAt)
    }

    /// Reads a number that is not negative; what follows it (`100, 100;w=60`) is a policy.
    private static func count(_ text: String?) -> Int? {
        guard let number = text?.split(whereSeparator: { ",; ".contains($0) }).first,
            let count = Int(number), count >= 0
        else { return nil }
        return count
    }

    private static func reset(_ text: String?, now: Timestamp) -> Timestamp? {
        guard let number = count(text) else { return nil }
        switch number {
        case 100_000_000_000...: return Timestamp(milliseconds: Int64(number))
        case 1_000_000_000...: return Timestamp(seconds: Int64(number))
        default: return now.advanced(byMilliseconds: Int64(number) * 1_000)
        }
    }
}

/// The wait that a `Retry-After` field asks for (RFC 9110, section 10.2.3).
enum RetryAfter {
    /// The longest wait that is believed: a day, in milliseconds.
    static let longest: Int64 = 86_400_000

    /// Reads seconds or a date; and, as some servers send, seconds or milliseconds since the
    /// epoch.
    ///
    /// - Returns: Milliseconds from 0 to a day, or nil where there is no readable field. What is
    ///   negative, or a moment that is past, asks for no wait.
    static func milliseconds(_ headers: HeaderFields, now: Timestamp) -> Int64? {
        guard let field = headers["Retry-After"] else { return nil }
        let text = String(field.trimmingPrefix { $0 == " " })
        if let whole = wholeSeconds(text) {
            switch whole {
            case 1_000_000_000..<100_000_000_000: return wait(for: Timestamp(seconds: whole), now)
            case 100_000_000_000..<100_000_000_000_000:
                return wait(for: Timestamp(milliseconds: whole), now)
            default: return min(whole, longest / 1_000) * 1_000
            }
        }
        return HTTPDate.parse(text).map { wait(for: $0, now) }
    }

    private static func wait(for moment: Timestamp, _ now: Timestamp) -> Int64 {
        min(max(moment.milliseconds(since: now), 0), longest)
    }

    /// Reads a number that is not negative; a fraction of a second counts as a whole one.
    private static func wholeSeconds(_ text: String) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2,
            parts.allSatisfy({ part in
                !part.isEmpty && part.allSatisfy { $0.isASCII && $0.isNumber }
            })
        else { return nil }
        guard let whole = Int64(parts[0]) else { return .max }
        let hasFraction = parts.count == 2 && parts[1].contains { $0 != "0" }
        return hasFraction && whole < .max ? whole + 1 : whole
    }
}

/// The date format of HTTP, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Reads the preferred form (RFC 9110, section 5.6.7); nil for anything else.
    static func parse(_ text: String) -> Timestamp? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[0].hasSuffix(","), parts[5] == "GMT",
            let month = months.firstIndex(of: String(parts[2]))
        else { return nil }
        let padded = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return Timestamp.parse("\(parts[3])-\(padded)-\(parts[1])T\(parts[4])Z")?.timestamp
    }
}
