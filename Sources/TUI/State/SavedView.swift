package import Runs

/// A filter, an order and a view under a name.
package struct SavedView: Hashable, Sendable {
    /// The name it is opened by.
    package let name: String
    /// The view.
    package let view: View
    /// The filter and the order.
    package let request: RunListing.Request

    /// Joins a name and what is shown.
    package init(name: String, view: View, request: RunListing.Request) {
        self.name = name
        self.view = view
        self.request = request
    }
}

/// The saved views: those of the configuration, and those that were saved here.
package struct SavedViews: Hashable, Sendable {
    /// Those of the configuration.
    var presets: [SavedView]
    /// Those that were saved here; one that has a preset's name stands in its place.
    package internal(set) var own: [SavedView]

    init(presets: [SavedView], own: [SavedView]) {
        self.presets = presets
        self.own = own
    }

    /// All of them, those of the configuration first.
    package var all: [SavedView] {
        let replaced = Set(own.map(\.name))
        return presets.filter { !replaced.contains($0.name) } + own
    }

    /// The one of a name, if there is one.
    subscript(name: String) -> SavedView? { all.first { $0.name == name } }

    /// Keeps one, in the place of another of its name.
    mutating func save(_ view: SavedView) {
        own.removeAll { $0.name == view.name }
        own.append(view)
    }

    /// Forgets one that was saved here.
    ///
    /// - Returns: Whether there was one.
    mutating func forget(_ name: String) -> Bool {
        let before = own.count
        own.removeAll { $0.name == name }
        return own.count < before
    }
}
