import Logging
import Runs

/// One event as a line of `key=value` pairs (logfmt), as safe text without secrets.
struct LogLine {
    /// The most scalars of a value, such as a body; the rest is cut.
    static let longestValue = 4_096

    /// What follows the time.
    private let rest: String

    /// `metadata` is what the logger adds to each of its events.
    init(_ event: LogEvent, metadata: Logger.Metadata, redact: (String) -> String) {
        let all = metadata.merging(event.metadata ?? [:]) { _, own in own }
        var pairs = [("level", event.level.rawValue), ("event", "\(event.message)")]
        // The source comes first, the rest in alphabetical order.
        let names = all.keys.sorted()
        let ordered = names.filter { $0 == "source" } + names.filter { $0 != "source" }
        pairs += ordered.map { ($0, "\(all[$0] ?? "")") }
        rest = pairs.map { name, value in
            "\(name)=\(Self.quoted(Self.harmless(value, redact)))"
        }.joined(separator: " ")
    }

    func text(at time: Timestamp) -> String { "time=\(time.rfc3339) \(rest)" }

    /// Redacts twice, because removing an escape sequence may join the parts of a secret.
    static func harmless(_ text: String, _ redact: (String) -> String) -> String {
        redact(SafeText.line(redact(text), limit: longestValue).text)
    }

    private static func quoted(_ value: String) -> String {
        let isPlain = !value.isEmpty && !value.contains { "\" =\\".contains($0) }
        guard !isPlain else { return value }
        let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "\"\(escaped)\""
    }
}
