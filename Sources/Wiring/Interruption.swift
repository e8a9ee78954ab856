import Dispatch
import Foundation

/// The wish of a person or of the system that the program ends.
package enum Interruption {
    /// Waits for SIGINT, SIGTERM or SIGHUP, which then no longer end the process by themselves.
    package static func wait() async {
        let (wishes, wish) = AsyncStream.makeStream(of: Void.self)
        let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { wish.yield() }
            source.activate()
            return source
        }
        for await _ in wishes { break }
        for source in sources { source.cancel() }
    }
}
