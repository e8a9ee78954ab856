import Dispatch
import Foundation
import Synchronization

/// Signals that request the end of the program.
package enum TerminationSignal {
    /// Waits for SIGINT, SIGTERM or SIGHUP, which then no longer end the process by themselves; nil
    /// if the task was cancelled. Calls `begun` once signals are handled. A signal that was ignored
    /// at the start of the process, as `nohup` does with SIGHUP, stays ignored. A second signal
    /// ends the process at once, and so does a first one if no task waits any more.
    @discardableResult
    package static func wait(begun: () -> Void = {}) async -> Int32? {
        let (received, continuation) = AsyncStream.makeStream(of: Int32.self)
        let isAwaited = Flag()
        // A queue of its own gets a thread even if all others are blocked.
        let queue = DispatchQueue(label: "synctop.interruption")
        let numbers = [SIGINT, SIGTERM, SIGHUP].filter { !isIgnored($0) }
        let sources = numbers.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                // The handler retains the source until it is cancelled.
                withExtendedLifetime(source) {
                    guard isAwaited.lower() else { return Self.end(by: number) }
                    continuation.yield(number)
                }
            }
            source.activate()
            return (number, source)
        }
        begun()
        for await number in received { return number }
        for (number, source) in sources {
            source.cancel()
            signal(number, SIG_DFL)
        }
        return nil
    }

    /// Whether the process ignored a signal from its start; valid before the first wait.
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

    /// Ends the process by a signal's default action.
    package static func end(by number: Int32) {
        signal(number, SIG_DFL)
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, number)
        // Threads of a queue block it.
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        raise(number)
    }

    /// A flag that starts raised and can be lowered once.
    private final class Flag: Sendable {
        private let isUp = Mutex(true)

        /// Returns whether it was raised until now.
        func lower() -> Bool {
            isUp.withLock { isUp in
                defer { isUp = false }
                return isUp
            }
        }
    }
}
