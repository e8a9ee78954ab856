import Query
package import Runs
import RunTable
import Terminal

/// Which view is shown, which part of it has the keys, and the way back.
package struct Navigation: Sendable {
    /// Which view is shown.
    package internal(set) var view = View.runs
    /// The places that Esc leads back to, the latest last.
    package internal(set) var trail: [Waypoint] = []
    /// The pane that keys go to.
    package internal(set) var focus = Pane.table
    /// What lies over the panes.
    package internal(set) var overlay: Overlay?
    /// What is saved under a name.
    package internal(set) var saved: SavedViews

    /// How many places Esc leads back through at most.
    static let longestTrail = 20

    init(view: View, saved: SavedViews) {
        self.view = view
        self.saved = saved
    }
}

/// Where somebody was before they went elsewhere, for the way back.
package struct Waypoint: Hashable, Sendable {
    let view: View
    var request: RunListing.Request
    let selection: Selection
    let timeline: TimelineState
    let focus: Pane
}

/// A part of the screen that can have the focus.
package enum Pane: Hashable, Sendable {
    case timeline
    case table
    case details
}

/// What lies over the panes: a list, and where somebody is in it.
package struct Overlay: Hashable, Sendable {
    /// What it lists.
    package internal(set) var content: Content
    /// The row under the cursor; in a list to be read, the first one on the screen.
    package internal(set) var place = 0
    /// What is searched for in it; nil for nothing.
    package internal(set) var search: LineEditor?
    /// Whether keys go to the search.
    package internal(set) var isSearching = false

    /// What an overlay lists.
    package enum Content: Hashable, Sendable {
        /// The keys and commands, first those of the place that it was opened in.
        case help(KeyContext)
        /// Choices that edit the filter.
        case picker(Picker)
        /// The themes; Esc brings the one back that was shown before.
        case themes(saved: Theme?)
        /// What the status line said.
        case messages
        /// The columns of the runs; Esc brings those back that were shown before.
        case columns(saved: ColumnChoice)
        /// What is saved under names.
        case views

        /// What keys mean in it.
        var keyContext: KeyContext {
            switch self {
            case .help: .help
            case .picker: .picker
            case .themes: .themes
            case .messages: .messages
            case .columns: .columns
            case .views: .views
            }
        }
    }

    init(_ content: Content) { self.content = content }
}

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
