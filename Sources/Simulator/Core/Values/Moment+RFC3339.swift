import Foundation

extension Moment {
    /// Reads an RFC 3339 time such as `2026-06-07T08:00:00.5+02:00`, as strictly as a server: date,
    /// `T`, seconds and a zone are required, and digits beyond microseconds are dropped. Nil for
    /// anything else, including a day that does not exist.
    package init?(_ text: String) {
        let format =
            #/
            ([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})
            (?:\.([0-9]+))?(?:Z|([+\-])([0-9]{2}):([0-9]{2}))
            /#
        guard let parts = text.wholeMatch(of: format)?.output,
            let year = Int32(parts.1), let month = Int32(parts.2), let day = Int32(parts.3),
            let hour = Int32(parts.4), let minute = Int32(parts.5), let second = Int32(parts.6),
            let fraction = Int64(((parts.7 ?? "") + "000000").prefix(6)),
            let zoneHour = Int64(parts.9 ?? "0"), let zoneMinute = Int64(parts.10 ?? "0"),
            hour < 24, minute < 60, second < 60, zoneHour < 24, zoneMinute < 60
        else { return nil }
        var civil = tm()
        (civil.tm_year, civil.tm_mon, civil.tm_mday) = (year - 1_900, month - 1, day)
        (civil.tm_hour, civil.tm_min, civil.tm_sec) = (hour, minute, second)
        let seconds = Int64(timegm(&civil))
        // A day that does not exist has become another one.
        guard civil.tm_mon == month - 1, civil.tm_mday == day else { return nil }
        let east = (zoneHour * 3_600 + zoneMinute * 60) * (parts.8 == "-" ? -1 : 1)
        microseconds = (seconds - east) * 1_000_000 + fraction
    }

    var civil: tm {
        var seconds = time_t(whole(1_000_000).seconds)
        var fields = tm()
        gmtime_r(&seconds, &fields)
        return fields
    }

    /// RFC 3339 in UTC with exactly three fraction digits, truncated.
    package var millisecondText: String {
        text { padded($0 / 1_000, to: 3) }
    }

    /// RFC 3339 in UTC with as many fraction digits as needed, none for a whole second.
    package var shortestText: String {
        text { fraction in
            var digits = padded(fraction, to: 6)
            while digits.hasSuffix("0") { digits.removeLast() }
            return digits
        }
    }

    /// RFC 3339 in UTC with nine fraction digits.
    package var nanosecondText: String {
        text { padded($0, to: 6) + "000" }
    }

    private func text(_ digits: (_ fraction: Int) -> String) -> String {
        let civil = civil
        let date = [civil.tm_mon + 1, civil.tm_mday].map { "-" + padded(Int($0), to: 2) }
        let time = [civil.tm_hour, civil.tm_min, civil.tm_sec].map { padded(Int($0), to: 2) }
        let fraction = digits(Int(remainder(of: microseconds, by: 1_000_000)))
        return padded(Int(civil.tm_year) + 1_900, to: 4) + date.joined() + "T"
            + time.joined(separator: ":") + (fraction.isEmpty ? "" : ".") + fraction + "Z"
    }
}

func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
