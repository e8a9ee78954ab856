/// Counts, ages and waits in few columns.
package enum ShortText {
    /// An age or a wait in its greatest unit: `3s`, `12m`, `5h`, `2d`.
    static func age(milliseconds: Int64) -> String {
        let seconds = max(0, milliseconds) / 1_000
        if seconds < 60 { return "\(seconds)s" }
        if seconds < 3_600 { return "\(seconds / 60)m" }
        if seconds < 86_400 { return "\(seconds / 3_600)h" }
        return "\(seconds / 86_400)d"
    }

    /// A wait in its greatest unit, rounded up; nil if it is over.
    static func wait(milliseconds: Int64) -> String? {
        guard milliseconds > 0 else { return nil }
        let seconds = (milliseconds - 1) / 1_000 + 1
        let unit: Int64 =
            seconds < 60 ? 1 : seconds < 3_600 ? 60 : seconds < 86_400 ? 3_600 : 86_400
        return age(milliseconds: ((seconds - 1) / unit + 1) * unit * 1_000)
    }

    /// A count in seven columns at most: `4,210`, `999,999`, `1.2M`, `350M`, `7.5G`; truncated.
    static func brief(_ number: Int) -> String {
        let units = [(1_000_000_000_000, "T"), (1_000_000_000, "G"), (1_000_000, "M")]
        for (unit, letter) in units where number >= unit {
            let (whole, tenth) = (number / unit, number % unit * 10 / unit)
            return whole < 10 ? "\(whole).\(tenth)\(letter)" : "\(min(whole, 99_999))\(letter)"
        }
        return count(number)
    }

    static func pipelines(_ number: Int) -> String? {
        guard number > 0 else { return nil }
        return count(number, "pipeline")
    }

    /// A count with its noun: `1 run`, `4,210 runs`.
    static func count(_ number: Int, _ noun: String) -> String {
        "\(count(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    static func times(_ number: Int) -> String {
        number == 1 ? "once" : "\(count(number)) times in a row"
    }

    /// A count with thousands separators: `4,210`.
    package static func count(_ number: Int) -> String {
        var groups: [String] = []
        var rest = String(number.magnitude)[...]
        while rest.count > 3 {
            groups.insert(String(rest.suffix(3)), at: 0)
            rest = rest.dropLast(3)
        }
        groups.insert(String(rest), at: 0)
        return (number < 0 ? "-" : "") + groups.joined(separator: ",")
    }
}

extension String {
    var trimmed: String {
        var rest = self[...]
        while rest.first == " " { rest.removeFirst() }
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
}
