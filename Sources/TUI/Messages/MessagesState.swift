import Runs

/// The status line's message, question and log.
package struct MessagesState: Sendable {
    private(set) var current: StatusMessage?
    private(set) var expires: Timestamp?
    /// The latest messages.
    package internal(set) var log = MessageLog()
    /// The open question, if there is one.
    package internal(set) var question: ReserveQuestion?
    /// The failures that the user has not seen yet.
    package internal(set) var alarm = Alarm()
    /// Whether the log cannot be written.
    package internal(set) var isLogLost = false

    /// How long a message is shown, in milliseconds.
    private static let duration: Int64 = 8_000

    /// Shows and logs a message; nil removes the shown one.
    mutating func show(_ message: StatusMessage?, at now: Timestamp) {
        current = message
        expires = message.map { _ in now.advanced(byMilliseconds: Self.duration) }
        if let message { log.note(message, at: now) }
    }

    mutating func expire(at now: Timestamp) {
        if let expires, expires <= now { show(nil, at: now) }
    }
}

/// Counts the failures that the user has not seen yet, for the window's title and the bell.
package struct Alarm: Hashable, Sendable {
    /// The minimum time between two bells, in milliseconds.
    private static let pause: Int64 = 10_000

    /// Whether the bell rings.
    package var rings = false
    /// The number of unseen failures.
    package private(set) var unseen = 0
    private var seen = 0
    private var rang: Timestamp?

    /// Creates an alarm without a bell.
    package init() {}

    /// Applies the number of failures since the program began.
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

    /// Marks all failures as seen.
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
