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
            () async throws(ProviderError) -> Credential in
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
}
