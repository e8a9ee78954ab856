import Query
package import Runs

/// A list of choices that edits the filter while it is open.
package struct Picker: Hashable, Sendable {
    /// What is being picked.
    package let subject: Subject
    /// The choices, in order.
    package let items: [Item]
    /// The choices made.
    package internal(set) var chosen: Set<Item.Value>
    /// Whether a choice was made or unmade since it was opened.
    var isTouched = false
    /// The choice that keys act on.
    package internal(set) var cursor = 0
    /// The filter that Esc brings back.
    let saved: Query

    /// What can be picked.
    package enum Subject: Hashable, Sendable {
        case statuses
        case sources
    }

    /// One choice.
    package struct Item: Hashable, Sendable {
        /// What it stands for.
        package let value: Value
        /// How many runs it would show.
        package let count: Int
        /// Whether it belongs under the provider above it.
        package let isIndented: Bool

        /// What a choice stands for.
        package enum Value: Hashable, Sendable {
            case status(RunStatus)
            case provider(ProviderKind)
            case source(SourceName)
        }
    }
}
