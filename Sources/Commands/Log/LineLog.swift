import OperatingSystem
package import Logging

/// A log on standard error, one line for each event. Vendors' error texts are made safe.
package struct LineLog: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    private let redact: @Sendable (String) -> String

    /// Creates a log; `redact` removes secrets from texts.
    package init(level: Logger.Level, redact: @escaping @Sendable (String) -> String) {
        logLevel = level
        self.redact = redact
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let details = metadata.merging(event.metadata ?? [:]) { _, own in own }
            .sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        let line = LogLine.harmless("\(event.level): \(event.message)\(details)", redact)
        StandardError.write(line + "\n")
    }
}
