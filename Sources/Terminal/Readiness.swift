import Dispatch

/// Calls back on the main queue whenever a descriptor has something to read, until it is cancelled.
@MainActor
final class Readiness {
    private let source: any DispatchSourceRead
    private var isPaused = false
    private var isCancelled = false

    /// Starts watching a descriptor, which stays the caller's.
    init(descriptor: Int32, handler: @escaping @MainActor () -> Void) {
        source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .main)
        source.setEventHandler { MainActor.assumeIsolated { handler() } }
        source.resume()
    }

    /// Leaves what comes to others for a while.
    func pause() {
        guard !isPaused, !isCancelled else { return }
        isPaused = true
        source.suspend()
    }

    /// Goes on watching.
    func resume() {
        guard isPaused else { return }
        isPaused = false
        source.resume()
    }

    /// Stops watching for good.
    func cancel() {
        guard !isCancelled else { return }
        isCancelled = true
        source.cancel()
        // A source must not be released while suspended.
        resume()
    }
}
