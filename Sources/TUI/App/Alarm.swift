import Runs

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
    /// When the bell last rang.
    private var rang: Timestamp?

    /// Rings no bell.
    package init() {}

    /// Takes in how many runs failed since the program began.
    ///
    /// - Returns: What is to be done outside.
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
    ///
    /// - Returns: What is to be done outside.
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
