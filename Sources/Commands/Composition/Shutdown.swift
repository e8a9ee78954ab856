package import Engine

/// The end of a program, which waits for what ends with it, though not for ever.
package enum Shutdown {
    /// How long a person who has quit is kept waiting at most.
    private static let patience = Duration.seconds(1)

    /// Lets work come to its end, and goes on without it where it takes too long: the process is
    /// about to end, and every connection with it.
    ///
    /// - Returns: Whether it came to its end.
    @discardableResult
    package static func end(_ work: @escaping @Sendable () async -> Void) async -> Bool {
        let (ends, end) = AsyncStream.makeStream(of: Bool.self)
        let working = Task {
            await work()
            end.yield(true)
            end.finish()
        }
        let waiting = Task {
            // Called off where the work was quicker.
            guard case .success = await Result(catching: { try await Task.sleep(for: patience) })
            else { return }
            working.cancel()
            end.finish()
        }
        var isOver = false
        for await _ in ends { isOver = true }
        waiting.cancel()
        return isOver
    }

    /// Lets a monitor of connected sources come to its end. Where what it brought cannot be kept in
    /// time, it gives its leases back all the same, so that nobody has to wait for their end.
    package static func end(_ monitor: Monitor, _ connected: ConnectedSources) async {
        await end(monitor) { await connected.disconnect() }
    }

    /// Lets a monitor come to its end, and then what it reads through.
    static func end(_ monitor: Monitor, _ disconnect: @escaping @Sendable () async -> Void) async {
        let isOver = await end {
            await monitor.stop()
            await disconnect()
        }
        if !isOver { await end { await monitor.releaseLeases() } }
    }
}

extension Result where Failure == any Error {
    fileprivate init(catching body: () async throws -> Success) async {
        do {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
