import Dispatch
import Foundation
import Synchronization

/// The wish of a person or of the system that the program ends.
package enum TerminationSignal {
    /// Waits for SIGINT, SIGTERM or SIGHUP, which then no longer end the process by themselves.
    ///
    /// A signal that was ignored when the process started, as `nohup` does with SIGHUP, stays
    /// ignored.
    ///
    /// A second wish does so again at once, whatever the process is still at, and so does a first
    /// one where nobody waits any more.
    ///
    /// - Parameter begun: Called once signals are listened to.
    /// - Returns: The signal, or nil where the task was cancelled.
    @discardableResult
    package static func wait(begun: () -> Void = {}) async -> Int32? {
        let (wishes, wish) = AsyncStream.makeStream(of: Int32.self)
        let isAwaited = Flag()
        // It has a thread of its own, which comes when all others are held up.
        let queue = DispatchQueue(label: "synctop.interruption")
        let numbers = [SIGINT, SIGTERM, SIGHUP].filter { !isIgnored($0) }
        let sources = numbers.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                // Held by what it calls, it goes on to listen until it is cancelled.
                withExtendedLifetime(source) {
                    guard isAwaited.lower() else { return Self.end(by: number) }
                    wish.yield(number)
                }
            }
            source.activate()
            return (number, source)
        }
        begun()
        for await number in wishes { return number }
        for (number, source) in sources {
            source.cancel()
            signal(number, SIG_DFL)
        }
        return nil
    }

    /// Whether the process ignores a signal: until somebody waits, because it was started so.
    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0 else { return false }
        #if canImport(Darwin)
            let handler = action.__sigaction_u.__sa_handler
        #else
            let handler = action.__sigaction_handler.sa_handler
        #endif
        return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// Ends the process as a signal does that nobody waits for.
    package static func end(by number: Int32) {
        signal(number, SIG_DFL)
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, number)
        // Threads of a queue have it blocked.
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        raise(number)
    }

    /// Something that is so until somebody says otherwise.
    private final class Flag: Sendable {
        private let isUp = Mutex(true)

        /// - Returns: Whether it was so until now.
        func lower() -> Bool {
            isUp.withLock { isUp in
                defer { isUp = false }
                return isUp
            }
        }
    }
}
