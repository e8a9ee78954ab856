/// Durations as settings write them: `"500ms"`, `"15s"`, `"5m"`, `"24h"`, `"90d"`, also `"1h30m"`.
package enum DurationText {
    /// Units with their length in milliseconds, longest first.
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]
    /// A hundred years; what is longer is a slip of the hand.
    private static let longest: Int64 = 36_525 * 86_400_000

    /// Reads a duration: whole numbers with a unit each, longer units first. Nil when it is none,
    /// or is longer than a hundred years.
    package static func parse(_ text: String) -> Duration? {
        var rest = text[...]
        var usable = units[...]
        var total: Int64 = 0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { ("0"..."9").contains($0) }
            let name = rest.dropFirst(digits.count).prefix { ("a"..."z").contains($0) }
            guard let count = Int64(digits),
                let place = usable.firstIndex(where: { $0.name == name })
            else { return nil }
            let (length, overflow) = count.multipliedReportingOverflow(
                by: usable[place].milliseconds)
            guard !overflow, length <= longest, total + length <= longest else { return nil }
            total += length
            usable = usable[(place + 1)...]
            rest = rest.dropFirst(digits.count + name.count)
        }
        return .milliseconds(total)
    }

    /// Writes a duration in the largest units that hold it, down to whole milliseconds.
    package static func words(for duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        var rest = seconds * 1_000 + attoseconds / 1_000_000_000_000_000
        var text = ""
        for (name, milliseconds) in units where rest >= milliseconds {
            text += "\(rest / milliseconds)\(name)"
            rest %= milliseconds
        }
        return text.isEmpty ? "0s" : text
    }
}
