import Runs
import Synchronization

struct Credential: Hashable, Sendable {
    let secret: Secret
    /// How long it is good for, in milliseconds from its fetching on; nil where nobody says.
    var lifetime: Int64?
}

/// Holds a source's secret from its first use on, and fetches it anew before it expires or when
/// it was rejected.
actor SecretCache {
    /// A secret is replaced this long before it expires, in milliseconds.
    private static let margin: Int64 = 60_000

    private let recent: RecentSecrets
    private let resolve: @Sendable () async throws(ProviderError) -> Credential
    private let now: @Sendable () -> Timestamp
    private var held: Secret?
    private var renewal: Timestamp?

    init(
        redactor: Redactor, now: @escaping @Sendable () -> Timestamp,
        _ resolve: @escaping @Sendable () async throws(ProviderError) -> Credential
    ) {
        recent = RecentSecrets(redactor: redactor)
        self.now = now
        self.resolve = resolve
    }

    /// Hands out the secret, fetching it the first time and when it is about to expire.
    func current() async throws(ProviderError) -> Secret {
        if let held, renewal.map({ now() < $0 }) ?? true { return held }
        return try await fetch()
    }

    /// Looks for another secret than the one that the server rejected.
    ///
    /// - Returns: Nil where there is still no other one.
    func renewed(after rejected: Secret) async throws(ProviderError) -> Secret? {
        if let held, held != rejected { return held }
        let fresh = try await fetch()
        return fresh == rejected ? nil : fresh
    }

    /// Fetches the secret anew.
    @discardableResult
    func fetch() async throws(ProviderError) -> Secret {
        let asked = now()
        do {
            let credential = try await resolve()
            recent.add(credential.secret)
            held = credential.secret
            renewal = credential.lifetime.map { lifetime in
                asked.advanced(byMilliseconds: max(lifetime - Self.margin, lifetime / 2))
            }
            return credential.secret
        } catch {
            // A command that gave no secret until then is what was waited for.
            if case .secret(.commandTimedOut) = error { throw error }
            throw Task.isCancelled ? .cancelled : error
        }
    }
}

/// The last few secrets of one origin, which a redactor looks for.
///
/// One that is fetched anew each hour is not looked for as long as the process lives.
final class RecentSecrets: Sendable {
    /// How many are looked for: an answer to a call that was signed with an older one has long
    /// come by then.
    static let mostKept = 4

    private let redactor: Redactor
    private let recent = Mutex<[Secret]>([])

    init(redactor: Redactor) { self.redactor = redactor }

    /// Has a secret looked for, and the oldest one forgotten where there are too many.
    func add(_ secret: Secret) {
        let (isNew, old) = recent.withLock { recent -> (Bool, Secret?) in
            let place = recent.firstIndex(of: secret)
            if let place { recent.remove(at: place) }
            recent.append(secret)
            return (place == nil, recent.count > Self.mostKept ? recent.removeFirst() : nil)
        }
        if isNew { redactor.learn(secret) }
        if let old { redactor.forget(old) }
    }
}
