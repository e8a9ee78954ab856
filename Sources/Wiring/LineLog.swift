import Foundation
package import Logging
import Runs

/// A log on standard error, one line for each event, as safe text: what a vendor says of an error is a stranger's.
package struct LineLog: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]

    /// Begins a log that tells what is at least as grave as a level.
    package init(level: Logger.Level) { logLevel = level }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let details = metadata.merging(event.metadata ?? [:]) { _, own in own }
            .sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        let line = SafeText.line("\(event.level): \(event.message)\(details)").text + "\n"
        FileHandle.standardError.write(Data(line.utf8))
    }
}
