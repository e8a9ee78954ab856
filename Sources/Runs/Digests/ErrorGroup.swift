/// Failures whose messages differ in numbers, identifiers, times and addresses alone.
package struct ErrorGroup: Hashable, Sendable {
    /// What tells it from other groups: a hash of all that the messages have in common.
    package let id: UInt64
    /// The beginning of what the messages have in common, with `*` for what differs; empty where
    /// runs failed without a message.
    package let fingerprint: String
    /// The message of the latest failure, in one line.
    package let example: String
    /// How many failures there are.
    package let count: Int
    /// How many pipelines they touch.
    package let pipelines: Int
    /// The sources that they touch, by name.
    package let sources: [SourceName]
    /// When the first began; nil where the provider gave no time.
    package let firstSeen: Timestamp?
    /// When the latest began; nil where the provider gave no time.
    package let lastSeen: Timestamp?
    /// The latest failure.
    package let lastRun: RunKey
    /// Whether the first of all failures like these that are held began within the last hour, while
    /// older runs are held.
    package let isNew: Bool
    /// A filter that lists the failures.
    package let query: String

    /// How long a failure is new, in milliseconds.
    package static var newness: Int64 { 3_600_000 }
}
