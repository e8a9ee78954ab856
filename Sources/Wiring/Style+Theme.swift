import Settings
import Terminal

extension Style {
    /// The style that a theme's file asks for.
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
