import Runs
import Synchronization

/// The last few secrets of one origin, which a redactor looks for.
///
/// One that is fetched anew each hour is not looked for as long as the process lives.
final class RecentSecrets: Sendable {
    /// How many are looked for: an answer to a call that was signed with an older one has long
    /// come by then.
    static let mostKept = 4

    private let redactor: Redactor
    private let recent = Mutex<[Secret]>([])

    /// Begins without any secret.
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
