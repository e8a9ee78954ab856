/// The end of a program, which waits for what ends with it, though not for ever.
package enum Farewell {
    /// How long a person who has quit is kept waiting at most.
    private static let patience = Duration.seconds(1)

    /// Lets work come to its end, and goes on without it where it takes too long: the process is
    /// about to end, and every connection with it.
    package static func end(_ work: @escaping @Sendable () async -> Void) async {
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        let working = Task {
            await work()
            end.finish()
        }
        let waiting = Task {
            // Called off where the work was quicker.
            guard case .success = await Result(catching: { try await Task.sleep(for: patience) })
            else { return }
            working.cancel()
            end.finish()
        }
        for await _ in ends {}
        waiting.cancel()
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
