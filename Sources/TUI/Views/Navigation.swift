import Query
package import Runs
import RunTable
import Terminal

/// The shown view, the focus, the overlay and the way back.
package struct Navigation: Sendable {
    /// The shown view.
    package internal(set) var view = View.runs
    /// The places that Esc returns to, latest last.
    package internal(set) var trail: [Waypoint] = []
    /// The pane in focus.
    package internal(set) var focus = Pane.table
    /// The open overlay, if there is one.
    package internal(set) var overlay: Overlay?
    /// The saved views.
    package internal(set) var saved: SavedViews

    static let longestTrail = 20

    init(view: View, saved: SavedViews) {
        self.view = view
        self.saved = saved
    }
}

/// What Esc restores on the way back.
package struct Waypoint: Hashable, Sendable {
    let view: View
    var request: RunListing.Request
    let selection: Selection
    let timeline: TimelineState
    let focus: Pane
}

/// A part of the screen that can take the focus.
package enum Pane: Hashable, Sendable {
    case timeline
    case table
    case details
}

/// A list over the panes, and the position in it.
package struct Overlay: Hashable, Sendable {
    /// What it lists.
    package internal(set) var content: Content
    /// The row under the cursor; in a text, the first row on the screen.
    package internal(set) var place = 0
    /// The search in it; nil for none.
    package internal(set) var search: LineEditor?
    /// Whether keys go to the search.
    package internal(set) var isSearching = false

    /// What an overlay lists.
    package enum Content: Hashable, Sendable {
        /// The commands; those of the context come first.
        case help(KeyContext)
        case picker(Picker)
        /// The themes; Esc restores the saved one.
        case themes(saved: Theme?)
        case messages
        /// The columns of the runs; Esc restores the saved ones.
        case columns(saved: ColumnChoice)
        case views

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
    /// What the choices are about.
    package let subject: Subject
    /// The choices, in order.
    package let items: [Item]
    /// The chosen values.
    package internal(set) var chosen: Set<Item.Value>
    var isTouched = false
    /// The filter that Esc restores.
    let saved: Query

    /// What a picker chooses from.
    package enum Subject: Hashable, Sendable {
        case statuses
        case sources
    }

    /// One choice.
    package struct Item: Hashable, Sendable {
        /// Its value.
        package let value: Value
        /// The number of runs that it shows.
        package let count: Int

        /// The values of choices.
        package enum Value: Hashable, Sendable {
            case status(RunStatus)
            case provider(ProviderKind)
            case source(SourceName)
        }
    }
}
