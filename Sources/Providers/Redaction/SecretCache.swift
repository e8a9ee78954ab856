import Runs
import Synchronization

struct Credential: Hashable, Sendable {
    let secret: Secret
    /// How long it is valid after fetching, in milliseconds; nil if unknown.
    var lifetime: Int64?
}

/// Holds a source's secret after its first use; fetches it again before expiry or after rejection.
actor SecretCache {
    /// How long before its expiry a secret is replaced, in milliseconds.
    private static let margin: Int64 = 60_000

    private let recent: RecentSecrets
    private let resolve: @Sendable (CallPermit) async throws(ProviderError) -> Credential
    private let now: @Sendable () -> Timestamp
    private var held: Secret?
    private var renewal: Timestamp?

    init(
        redactor: Redactor, now: @escaping @Sendable () -> Timestamp,
        _ resolve: @escaping @Sendable (CallPermit) async throws(ProviderError) -> Credential
    ) {
        recent = RecentSecrets(redactor: redactor)
        self.now = now
        self.resolve = resolve
    }

    func current(_ permit: CallPermit) async throws(ProviderError) -> Secret {
        if let held, renewal.map({ now() < $0 }) ?? true { return held }
        return try await fetch(permit)
    }

    func renewed(
        after rejected: Secret, _ permit: CallPermit
    ) async throws(ProviderError) -> Secret? {
        if let held, held != rejected { return held }
        let fresh = try await fetch(permit)
        return fresh == rejected ? nil : fresh
    }

    @discardableResult
    func fetch(_ permit: CallPermit) async throws(ProviderError) -> Secret {
        let asked = now()
        do {
            let credential = try await resolve(permit)
            recent.add(credential.secret)
            held = credential.secret
            renewal = credential.lifetime.map { lifetime in
                asked.advanced(byMilliseconds: max(lifetime - Self.margin, lifetime / 2))
            }
            return credential.secret
        } catch {
            // The command's own timeout explains more than a cancellation.
            if case .secret(.commandTimedOut) = error { throw error }
            throw Task.isCancelled ? .cancelled : error
        }
    }
}

/// The latest secrets of one origin, so that a redactor does not search for hourly ones for ever.
final class RecentSecrets: Sendable {
    /// Responses to calls with older secrets have long arrived.
    static let mostKept = 4

    private let redactor: Redactor
    private let recent = Mutex<[Secret]>([])

    init(redactor: Redactor) { self.redactor = redactor }

    func add(_ secret: Secret) {
        let (isNew, old) = recent.withLock { recent -> (Bool, Secret?) in
            let place = recent.firstIndex(of: secret)
            if let place { recent.remove(at: place) }
            recent.append(secret)
            return (place == nil, recent.count > Self.mostKept ? recent.removeFirst() : nil)
        }
        if isNew { redactor.learn(secret) }
        if let old { redactor.remove(old) }
    }
}
