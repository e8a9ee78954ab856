package import Runs

/// The view of the sources, as somebody left it.
package struct SourcesState: Hashable, Sendable {
    /// The selected source; nil for the first one.
    package internal(set) var selection: SourceName?
    /// The first source on the screen.
    package internal(set) var top = 0
    /// The first line of the selected source's details on the screen.
    package internal(set) var scroll = 0
    /// The last calls.
    package internal(set) var trail = RequestTrail()
}
