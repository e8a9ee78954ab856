package import Engine

/// Ends work within a time limit.
package enum Shutdown {
    /// The longest wait after the user quits.
    private static let gracePeriod = Duration.seconds(1)

    /// Waits for work, and goes on without it after a second: the process is about to end anyway.
    /// Returns whether the work finished.
    @discardableResult
    package static func end(_ work: @escaping @Sendable () async -> Void) async -> Bool {
        let (ends, end) = AsyncStream.makeStream(of: Bool.self)
        let working = Task {
            await work()
            end.yield(true)
            end.finish()
        }
        let waiting = Task {
            // Cancelled if the work was quicker.
            guard case .success = await Result(catching: { try await Task.sleep(for: gracePeriod) })
            else { return }
            working.cancel()
            end.finish()
        }
        var isOver = false
        for await _ in ends { isOver = true }
        waiting.cancel()
        return isOver
    }

    /// Stops a monitor and disconnects its sources. If saving takes too long, still releases the
    /// leases, so that no other process has to wait for their end.
    package static func end(_ monitor: Monitor, _ connected: ConnectedSources) async {
        await end(monitor) { await connected.disconnect() }
    }

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
