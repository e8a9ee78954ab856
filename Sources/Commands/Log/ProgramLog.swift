import OperatingSystem
import Engine
package import Logging
package import Providers
import Runs
import UserConfiguration
import Synchronization

/// The program's log, and the one place that removes secrets from its texts.
package struct ProgramLog: Sendable {
    /// The logger for all events.
    package let logger: Logger
    /// The redactor, which learns every secret that is fetched.
    package let redactor: Redactor
    private let muteFile: @Sendable () -> Void

    /// Creates a log.
    package init(logger: Logger, redactor: Redactor = Redactor()) {
        self.init(logger: logger, redactor: redactor, muteFile: {})
    }

    private init(
        logger: Logger, redactor: Redactor, muteFile: @escaping @Sendable () -> Void
    ) {
        self.logger = logger
        self.redactor = redactor
        self.muteFile = muteFile
    }

    /// Stops reporting that the log file cannot be written: the history beside it has the same
    /// problem, which was reported.
    package func muteFileErrors() { muteFile() }

    /// A log that writes nothing.
    package static var silent: ProgramLog {
        ProgramLog(logger: Logger(label: "synctop") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Creates the log of a command without an interface. By default, errors go to standard error
    /// and `info` goes to the file; an explicit level applies to both.
    package static func headless(level: Logger.Level?, file: String?) -> ProgramLog {
        let redactor = Redactor()
        let standardError = LineLog(level: level ?? .error, redact: redactor.redact)
        let isMuted = Flag()
        let written = fileLog(level, file, redactor, isMuted) { StandardError.report([$0]) }
        return ProgramLog(
            logger: Logger(label: "synctop") { _ in
                guard let written else { return standardError }
                return MultiplexLogHandler([standardError, written])
            }, redactor: redactor, muteFile: isMuted.raise)
    }

    /// Creates the log of the interface: the file alone, by default at `info`. `notice` receives
    /// failures to write the file; `recovered` is called when it can be written again.
    package static func interface(
        level: Logger.Level?, file: String?, recovered: @escaping @Sendable () -> Void = {},
        notice: @escaping @Sendable (String) -> Void
    ) -> ProgramLog {
        let redactor = Redactor()
        let isMuted = Flag()
        guard
            let written = fileLog(
                level, file, redactor, isMuted, recovered: recovered, trouble: notice)
        else { return .silent }
        return ProgramLog(
            logger: Logger(label: "synctop") { _ in written }, redactor: redactor,
            muteFile: isMuted.raise)
    }

    private static func fileLog(
        _ level: Logger.Level?, _ path: String?, _ redactor: Redactor, _ isMuted: Flag,
        recovered: @escaping @Sendable () -> Void = {},
        trouble: @escaping @Sendable (String) -> Void
    ) -> LineLog? {
        path.map { path in
            let file = LogFile(path: path, recovered: recovered) { words in
                if !isMuted.isRaised { trouble(SafeText.line(words).text) }
            }
            return LineLog(
                file, level: level ?? .info, redact: redactor.redact, now: { SystemClock().now })
        }
    }

    private final class Flag: Sendable {
        private let state = Mutex(false)
        var isRaised: Bool { state.withLock { $0 } }
        func raise() { state.withLock { $0 = true } }
    }
}
