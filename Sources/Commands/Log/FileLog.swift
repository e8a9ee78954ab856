package import OperatingSystem
package import Logging
package import Runs
import UserConfiguration

/// A log in a file, one line of `key=value` pairs for each event.
package struct FileLog: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    private let file: LogFile
    private let redact: @Sendable (String) -> String
    private let now: @Sendable () -> Timestamp

    /// Creates a log; `redact` removes secrets from texts.
    package init(
        _ file: LogFile, level: Logger.Level, redact: @escaping @Sendable (String) -> String,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.file = file
        logLevel = level
        self.redact = redact
        self.now = now
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let line = LogLine(event, metadata: metadata, redact: redact)
        file.write { line.text(at: now()) }
    }
}
