package import Runs
package import Terminal

/// A style for every role.
package struct Theme: Sendable {
    /// The name it is chosen by.
    package let name: String
    private let styles: [Role: Style]

    /// Resolves every role through its scope and the scopes that it falls back to.
    ///
    /// - Parameters:
    ///   - name: The name it is chosen by.
    ///   - style: What the theme's file says of one scope, nil where it says nothing.
    package init(name: String, style: (String) -> Style?) {
        self.name = name
        let base = style(Role.background.rawValue) ?? .plain
        let pairs = Role.allCases.map { role in
            var resolved = Self.scopes(of: role).lazy.compactMap(style).first ?? .plain
            if resolved.foreground == .terminalDefault { resolved.foreground = base.foreground }
            return (role, resolved)
        }
        styles = Dictionary(uniqueKeysWithValues: pairs)
    }

    private init(name: String, styles: [Role: Style]) {
        self.name = name
        self.styles = styles
    }

    /// The style of a role. A role without a background of its own lies over whatever is there.
    package subscript(role: Role) -> Style { styles[role] ?? .plain }

    /// The theme for a terminal whose few colours may swallow a background: what is selected is
    /// shown in reverse as well.
    package var withReversedSelection: Theme {
        var styles = styles
        for role in [Role.tableRowSelected, .overlaySelected, .filterMistake] {
            styles[role, default: .plain].attributes.insert(.reverse)
        }
        return Theme(name: name, styles: styles)
    }

    /// The scopes of a role from the most to the least specific.
    static func scopes(of role: Role) -> [String] {
        var parts = role.rawValue.split(separator: ".")
        var scopes: [String] = []
        while !parts.isEmpty {
            scopes.append(parts.joined(separator: "."))
            parts.removeLast()
        }
        return scopes
    }
}

extension Role {
    /// The role that a status is shown in.
    package init(_ status: RunStatus) {
        switch status {
        case .queued: self = .statusQueued
        case .running: self = .statusRunning
        case .succeeded: self = .statusSucceeded
        case .warning: self = .statusWarning
        case .failed: self = .statusFailed
        case .skipped: self = .statusSkipped
        case .cancelled: self = .statusCancelled
        case .info: self = .statusInfo
        case .unknown: self = .statusUnknown
        }
    }
}
