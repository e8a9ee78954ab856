import OperatingSystem
import Engine
package import Logging
package import Providers
import Runs
import UserConfiguration
import Synchronization

/// The log of one run of the program, and the one place that takes secrets out of what is told.
package struct ProgramLog: Sendable {
    /// Where everything is told.
    package let logger: Logger
    /// Learns every secret that is fetched.
    package let redactor: Redactor
    private let hushes: @Sendable () -> Void

    /// Joins a logger and a redactor.
    package init(logger: Logger, redactor: Redactor = Redactor()) {
        self.init(logger: logger, redactor: redactor, hushes: {})
    }

    private init(
        logger: Logger, redactor: Redactor, hushes: @escaping @Sendable () -> Void
    ) {
        self.logger = logger
        self.redactor = redactor
        self.hushes = hushes
    }

    /// Says nothing from now on where the file cannot be written: what lies beside it is in the same
    /// trouble, which was told.
    package func hushFile() { hushes() }

    /// Tells nobody.
    package static var silent: ProgramLog {
        ProgramLog(logger: Logger(label: "synctop") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Makes the log of a command without an interface: what is grave on standard error, what the
    /// program does in the file. One level, where one is asked for, governs both.
    ///
    /// - Parameters:
    ///   - level: The level asked for; without one, errors are told and the file is at `info`.
    ///   - file: The path of the file; nil for none.
    /// - Returns: The log.
    package static func headless(level: Logger.Level?, file: String?) -> ProgramLog {
        let redactor = Redactor()
        let standardError = LineLog(level: level ?? .error, redact: redactor.redact)
        let isHushed = Flag()
        let written = fileLog(level, file, redactor, isHushed) { StandardError.tell([$0]) }
        return ProgramLog(
            logger: Logger(label: "synctop") { _ in
                guard let written else { return standardError }
                return MultiplexLogHandler([standardError, written])
            }, redactor: redactor, hushes: isHushed.raise)
    }

    /// Makes the log of the interface, whose terminal belongs to the screen: the file alone.
    ///
    /// - Parameters:
    ///   - level: The level asked for; `info` without one.
    ///   - file: The path of the file; nil for none.
    ///   - recovered: Is called when the file can be written again.
    ///   - notice: Is told where the file cannot be written.
    /// - Returns: The log.
    package static func interface(
        level: Logger.Level?, file: String?, recovered: @escaping @Sendable () -> Void = {},
        notice: @escaping @Sendable (String) -> Void
    ) -> ProgramLog {
        let redactor = Redactor()
        let isHushed = Flag()
        guard
            let written = fileLog(
                level, file, redactor, isHushed, recovered: recovered, trouble: notice)
        else { return .silent }
        return ProgramLog(
            logger: Logger(label: "synctop") { _ in written }, redactor: redactor,
            hushes: isHushed.raise)
    }

    private static func fileLog(
        _ level: Logger.Level?, _ path: String?, _ redactor: Redactor, _ isHushed: Flag,
        recovered: @escaping @Sendable () -> Void = {},
        trouble: @escaping @Sendable (String) -> Void
    ) -> FileLog? {
        path.map { path in
            let file = LogFile(path: path, recovered: recovered) { words in
                if !isHushed.isRaised { trouble(SafeText.line(words).text) }
            }
            return FileLog(
                file, level: level ?? .info, redact: redactor.redact, now: { SystemClock().now })
        }
    }

    /// Something that is so from some moment on.
    private final class Flag: Sendable {
        private let state = Mutex(false)
        var isRaised: Bool { state.withLock { $0 } }
        func raise() { state.withLock { $0 = true } }
    }
}
