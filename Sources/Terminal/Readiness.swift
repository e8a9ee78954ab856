import Dispatch

/// Calls a handler on the main queue whenever a descriptor is readable, until cancelled.
@MainActor
final class Readiness {
    private let source: any DispatchSourceRead
    private var isPaused = false
    private var isCancelled = false

    /// Starts watching a descriptor without owning it.
    init(descriptor: Int32, handler: @escaping @MainActor () -> Void) {
        source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .main)
        source.setEventHandler { MainActor.assumeIsolated { handler() } }
        source.resume()
    }

    func pause() {
        guard !isPaused, !isCancelled else { return }
        isPaused = true
        source.suspend()
    }

    func resume() {
        guard isPaused else { return }
        isPaused = false
        source.resume()
    }

    func cancel() {
        guard !isCancelled else { return }
        isCancelled = true
        source.cancel()
        // A source must not be released while suspended.
        resume()
    }
}
