import Foundation
import UserConfiguration
import Terminal
import Themes
package import TUI

extension ThemeLibrary {
    static func standard(environment: [String: String]) throws(ConfigurationError) -> ThemeLibrary {
        ThemeLibrary(
            embedded: EmbeddedThemes.sources,
            folder: try ConfigPaths.themeFolder(environment: environment),
            scopes: Theme.knownScopes)
    }
}

extension Theme {
    init(_ definition: ThemeDefinition) {
        self.init(name: definition.name) { scope in definition.scopes[scope].map { Style($0) } }
    }
}

extension Glyphs {
    /// The glyphs for an environment: Unicode if the locale is UTF-8, else ASCII.
    package static func standard(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> Glyphs {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy
            .compactMap { environment[$0] }.first { !$0.isEmpty }
        let isUnicode = locale?.lowercased().replacing("-", with: "").contains("utf8") ?? false
        return isUnicode ? .unicode : .ascii
    }
}

extension Style {
    init(_ style: ThemeStyle) {
        let attributes = style.modifiers.map { modifier -> TextAttributes in
            switch modifier {
            case .bold: .bold
            case .dim: .dim
            case .italic: .italic
            case .underline: .underline
            case .reverse: .reverse
            case .strikethrough: .strikethrough
            }
        }
        self.init(
            foreground: Color(style.foreground), background: Color(style.background),
            attributes: attributes.reduce([]) { $0.union($1) })
    }
}

extension Color {
    fileprivate init(_ color: ThemeColor?) {
        switch color {
        case nil, .terminalDefault: self = .terminalDefault
        case .ansi(let number): self = .ansi(number)
        case .palette(let number): self = .palette(number)
        case .rgb(let red, let green, let blue): self = .rgb(red, green, blue)
        }
    }
}
