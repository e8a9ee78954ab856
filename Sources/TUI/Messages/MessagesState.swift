import Runs

/// What the status line says and asks, and what it said.
package struct MessagesState: Sendable {
    /// What it says until the next key, or for a while.
    private(set) var current: StatusMessage?
    /// When that has been there for long enough.
    private(set) var expires: Timestamp?
    /// What it said so far.
    package internal(set) var log = MessageLog()
    /// What it asks, or nil while it asks nothing.
    package internal(set) var question: ReserveQuestion?
    /// The failures that came while nobody pressed a key.
    package internal(set) var alarm = Alarm()
    /// Whether what the program does cannot be written down.
    package internal(set) var isLogLost = false

    /// For how long a message is shown, in milliseconds.
    private static let duration: Int64 = 8_000

    /// Shows a message and notes it, or takes the one away that is shown.
    mutating func show(_ message: StatusMessage?, at now: Timestamp) {
        current = message
        expires = message.map { _ in now.advanced(byMilliseconds: Self.duration) }
        if let message { log.note(message, at: now) }
    }

    /// Takes the message away that was there for long enough.
    mutating func expire(at now: Timestamp) {
        if let expires, expires <= now { show(nil, at: now) }
    }
}

/// New failures that nobody has seen yet, for the window's title and the bell.
package struct Alarm: Hashable, Sendable {
    /// The least time between two bells, in milliseconds.
    private static let pause: Int64 = 10_000

    /// Whether the bell rings.
    package var rings = false
    /// How many failures are new.
    package private(set) var unseen = 0
    /// How many failures there were when somebody last pressed a key.
    private var seen = 0
    private var rang: Timestamp?

    /// Rings no bell.
    package init() {}

    /// Takes in how many runs failed since the program began.
    mutating func note(_ failures: Int, at now: Timestamp, _ glyphs: Glyphs) -> [Effect] {
        let before = unseen
        unseen = max(0, failures - seen)
        guard unseen != before else { return [] }
        let title = Effect.title(Self.title(unseen, glyphs))
        let isQuiet = rang.map { now.milliseconds(since: $0) < Self.pause } ?? false
        guard rings, unseen > before, !isQuiet else { return [title] }
        rang = now
        return [title, .bell]
    }

    /// Takes in that somebody is there and sees the screen.
    mutating func look(_ glyphs: Glyphs) -> [Effect] {
        guard unseen > 0 else { return [] }
        seen += unseen
        unseen = 0
        return [.title(Self.title(0, glyphs))]
    }

    /// The title of the window: `✖ 3 synctop`.
    static func title(_ count: Int, _ glyphs: Glyphs) -> String {
        count > 0 ? "\(glyphs.status(.failed)) \(ShortText.count(count)) synctop" : "synctop"
    }
}
