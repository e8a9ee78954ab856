@testable import Providers
import Runs
import Synchronization
import Testing

@Suite struct SecretCacheTests {
    @Test(arguments: [
        // A lifetime in seconds, and when another secret is fetched.
        (3_600, 3_540), (130, 70), (120, 60), (100, 50), (50, 25), (2, 1),
    ])
    func `a secret is used until shortly before its end, or for half of its time`(
        lifetime: Int64, renewal: Int64
    ) async throws {
        let time = Mutex(Timestamp.test)
        let fetched = Mutex(0)
        let cache = SecretCache(redactor: Redactor(), now: { time.withLock { $0 } }) {
            (_) async throws(ProviderError) -> Credential in
            let number = fetched.withLock { count in
                count += 1
                return count
            }
            return Credential(secret: Secret("token-\(number)"), lifetime: lifetime * 1_000)
        }
        _ = try await cache.current()
        time.withLock { $0 = .test.advanced(byMilliseconds: renewal * 1_000 - 1) }
        #expect(try await cache.current() == Secret("token-1"))
        time.withLock { $0 = .test + renewal }
        #expect(try await cache.current() == Secret("token-2"))
    }

    /// Counts what is fetched, and keeps a time that moves while it is.
    private final class Origin: Sendable {
        let time = Mutex(Timestamp.test)
        let fetched = Mutex(0)
        let lifetime: Int64?
        let delay: Int64

        init(lifetime: Int64? = nil, delay: Int64 = 0) {
            self.lifetime = lifetime
            self.delay = delay
        }

        func fetch() -> Credential {
            let number = fetched.withLock { count in
                count += 1
                return count
            }
            time.withLock { $0 = $0 + delay }
            return Credential(secret: Secret("token-\(number)"), lifetime: lifetime)
        }

        var cache: SecretCache {
            SecretCache(redactor: Redactor(), now: { self.time.withLock { $0 } }) {
                (_) async throws(ProviderError) -> Credential in self.fetch()
            }
        }
    }

    @Test func `a secret of which nobody says how long it is good for is held`() async throws {
        let origin = Origin()
        let cache = origin.cache
        _ = try await cache.current()
        origin.time.withLock { $0 = .test + 100 * 365 * 86_400 }
        #expect(try await cache.current() == Secret("token-1"))
    }

    @Test func `a lifetime begins when the secret is asked for`() async throws {
        let origin = Origin(lifetime: 3_600_000, delay: 100)
        let cache = origin.cache
        _ = try await cache.current()
        origin.time.withLock { $0 = .test + 3_539 }
        #expect(try await cache.current() == Secret("token-1"))
        origin.time.withLock { $0 = .test + 3_540 }
        #expect(try await cache.current() == Secret("token-2"))
    }

    @Test func `a secret that was renewed meanwhile is not fetched once more`() async throws {
        let origin = Origin()
        let cache = origin.cache
        _ = try await cache.current()
        try await cache.fetch()
        #expect(try await cache.renewed(after: Secret("token-1")) == Secret("token-2"))
        #expect(origin.fetched.withLock { $0 } == 2)
        #expect(try await cache.renewed(after: Secret("token-2")) == Secret("token-3"))
        #expect(try await cache.current() == Secret("token-3"))
    }

    @Test(
        arguments: [
            (.unreachable(.timedOut), .cancelled),
            (.secret(.commandTimedOut(name: "op")), .secret(.commandTimedOut(name: "op"))),
        ] as [(ProviderError, ProviderError)])
    func `a fetch that is cancelled says so, unless its command was what took too long`(
        thrown: ProviderError, reported: ProviderError
    ) async {
        let cache = SecretCache(redactor: Redactor(), now: { .test }) {
            (_) async throws(ProviderError) -> Credential in throw thrown
        }
        await #expect(throws: thrown) { try await cache.fetch() }
        let task = Task { () async -> ProviderError? in
            while !Task.isCancelled { await Task.yield() }
            do throws(ProviderError) {
                _ = try await cache.fetch()
                return nil
            } catch {
                return error
            }
        }
        task.cancel()
        #expect(await task.value == reported)
    }
}
