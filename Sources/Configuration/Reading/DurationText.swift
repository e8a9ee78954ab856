import Runs

/// Durations as settings write them: `"500ms"`, `"15s"`, `"5m"`, `"24h"`, `"90d"`, `"1h30m"`.
enum DurationText {
    /// A hundred years in milliseconds; anything longer is a typing error.
    private static let longest: Int64 = 36_525 * 86_400_000

    private static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]

    /// Reads a duration as filters do; nil if it is invalid or longer than a hundred years.
    static func parse(_ text: String) -> Duration? {
        guard let parsed = RunDuration.parse(text), parsed.milliseconds <= longest else {
            return nil
        }
        return .milliseconds(parsed.milliseconds)
    }

    /// Writes a duration as settings do, down to milliseconds.
    static func words(for duration: Duration) -> String {
        var rest = duration.wholeMilliseconds
        var text = ""
        for (name, milliseconds) in units where rest >= milliseconds {
            text += "\(rest / milliseconds)\(name)"
            rest %= milliseconds
        }
        return text.isEmpty ? "0s" : text
    }
}
