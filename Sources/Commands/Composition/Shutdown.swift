package import Engine

/// Ends work within a time limit.
package enum Shutdown {
    /// The longest wait after the user quits.
    private static let longestWait = Duration.seconds(1)

    /// Waits for work, and goes on without it after a second: the process is about to end anyway.
    /// Returns whether the work finished. The caller's cancellation does not cut the wait short.
    @discardableResult
    package static func end(_ work: @escaping @Sendable () async -> Void) async -> Bool {
        let working = Task { await work() }
        let isOver = await Task { await working.value(within: longestWait) }.value != nil
        if !isOver { working.cancel() }
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

extension Task where Failure == Never {
    /// Returns the task's value; nil if the wait takes longer or is cancelled. The task goes on.
    func value(within limit: Duration) async -> Success? {
        let (values, value) = AsyncStream.makeStream(of: Success.self)
        Task<Void, Never> {
            value.yield(await self.value)
            value.finish()
        }
        let alarm = Task<Void, Never> {
            // Cancelled if the value comes sooner.
            _ = try? await Task<Never, Never>.sleep(for: limit)
            value.finish()
        }
        defer { alarm.cancel() }
        for await value in values { return value }
        return nil
    }
}
