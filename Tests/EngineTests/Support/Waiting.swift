import Logging
import Synchronization
import Testing

/// Waits until something is so. After five minutes of real time the test fails, and says what it
/// waited for.
func wait(
    for what: String, sourceLocation: SourceLocation = #_sourceLocation,
    until isSo: () async throws -> Bool
) async rethrows {
    let end = ContinuousClock.now + .seconds(300)
    while try await !isSo() {
        guard ContinuousClock.now < end else {
            Issue.record("waited in vain for \(what)", sourceLocation: sourceLocation)
            return
        }
        await Task.yield()
    }
}

/// A log that remembers what was written.
final class HeardLog: Sendable {
    private let reported = Mutex<[String]>([])

    var messages: [String] { reported.withLock { $0 } }

    var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }

    private struct Handler: LogHandler {
        let log: HeardLog
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            log.reported.withLock { $0.append("\(event.message)") }
        }
    }
}
