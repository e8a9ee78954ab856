package import OperatingSystem
package import Logging
package import Runs
import UserConfiguration

/// A log that writes one line for each event.
package struct LineLog: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    private let write: @Sendable (LogEvent, Logger.Metadata) -> Void

    /// Creates a log on standard error; `redact` removes secrets from texts.
    package init(level: Logger.Level, redact: @escaping @Sendable (String) -> String) {
        logLevel = level
        write = { event, metadata in
            let details = metadata.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
            let line = "\(event.level): \(event.message)\(details.joined())"
            StandardError.write(LogLine.harmless(line, redact) + "\n")
        }
    }

    /// Creates a log in a file, in lines of `key=value` pairs; `redact` removes secrets from texts.
    package init(
        _ file: LogFile, level: Logger.Level, redact: @escaping @Sendable (String) -> String,
        now: @escaping @Sendable () -> Timestamp
    ) {
        logLevel = level
        write = { event, metadata in
            let line = LogLine(event, metadata: metadata, redact: redact)
            file.write { line.text(at: now()) }
        }
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        write(event, metadata.merging(event.metadata ?? [:]) { _, own in own })
    }
}

/// One event as a line of `key=value` pairs (logfmt), as safe text without secrets.
struct LogLine {
    /// The most scalars of a value, such as a body; the rest is cut.
    static let longestValue = 4_096

    /// What follows the time.
    private let rest: String

    init(_ event: LogEvent, metadata all: Logger.Metadata, redact: (String) -> String) {
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
