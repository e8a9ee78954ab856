package import Terminal

/// What each key does in each context.
package struct Keymap: Sendable {
    /// The rows that it derives from.
    package let rows: [CommandRow]
    private let bindings: [KeyContext: [KeyEvent: Command]]

    /// Derives the bindings; if two rows share a key in a context, the first row wins.
    package init(rows: [CommandRow] = CommandTable.rows) {
        var bindings: [KeyContext: [KeyEvent: Command]] = [:]
        for row in rows {
            for context in row.contexts {
                for key in row.keys where bindings[context]?[key] == nil {
                    bindings[context, default: [:]][key] = row.command
                }
            }
        }
        self.rows = rows
        self.bindings = bindings
    }

    /// Returns the command of a key in a context, if it has one there.
    package func command(for key: KeyEvent, in context: KeyContext) -> Command? {
        bindings[context]?[key]
    }

    /// The command of a key in other contexts, and those contexts.
    func elsewhere(
        _ key: KeyEvent, than here: KeyContext
    ) -> (command: Command, contexts: [KeyContext])? {
        let places = KeyContext.allCases.filter { $0 != here && bindings[$0]?[key] != nil }
        guard let first = places.first, let command = bindings[first]?[key] else { return nil }
        return (command, places.filter { bindings[$0]?[key] == command })
    }
}

extension KeyEvent {
    /// The key as the help writes it, such as `ctrl-d` or `PgDn`.
    package var label: String {
        switch self {
        case .character(" "): "Space"
        case .character(let character): String(character)
        case .control(let character): "ctrl-\(character)"
        case .alt(let character): "alt-\(character)"
        case .enter: "Enter"
        case .escape: "Esc"
        case .tab: "Tab"
        case .backTab: "shift-Tab"
        case .backspace: "Backspace"
        case .delete: "Del"
        case .insert: "Ins"
        case .up: "↑"
        case .down: "↓"
        case .left: "←"
        case .right: "→"
        case .home: "Home"
        case .end: "End"
        case .pageUp: "PgUp"
        case .pageDown: "PgDn"
        case .function(let number): "F\(number)"
        }
    }
}

/// The configured keys of a command.
package struct KeyOverride: Hashable, Sendable {
    /// The command's name as written.
    package let command: String
    /// The keys as written; an empty list removes all keys.
    package let keys: [String]

    /// Creates an override.
    package init(command: String, keys: [String]) {
        self.command = command
        self.keys = keys
    }
}

/// Why a key override is refused.
package enum KeyMistake: Error, Hashable, Sendable {
    /// No command has this name; carries the known names.
    case unknownCommand(String, known: [String])
    case unknownKey(String)
    /// The key belongs to another command in a shared context.
    case taken(String, by: Command)
    /// The command has another override.
    case repeated(Command)
    /// Without a key for this command the user could not quit.
    case noWayOut
}

extension Keymap {
    /// Applies overrides to the table. Returns mistakes with the indices of their overrides.
    package static func applying(
        _ overrides: [KeyOverride]
    ) -> (keymap: Keymap, mistakes: [(index: Int, mistake: KeyMistake)]) {
        var rows = CommandTable.rows
        var mistakes: [(index: Int, mistake: KeyMistake)] = []
        var changed: Set<Command> = []
        for (number, change) in overrides.enumerated() {
            guard
                let place = rows.firstIndex(where: { $0.command == Command(name: change.command) })
            else {
                let known = rows.flatMap(\.command.names)
                mistakes.append((number, .unknownCommand(change.command, known: known)))
                continue
            }
            guard changed.insert(rows[place].command).inserted else {
                mistakes.append((number, .repeated(rows[place].command)))
                continue
            }
            let keys = change.keys.map { KeyEvent(label: $0) }
            for (name, key) in zip(change.keys, keys) where key == nil {
                mistakes.append((number, .unknownKey(name)))
            }
            rows[place] = rows[place].with(keys: keys.compactMap { $0 })
        }
        for (number, change) in overrides.enumerated() {
            guard let row = rows.first(where: { $0.command == Command(name: change.command) })
            else {
                continue
            }
            if row.command.leaves, rows.allSatisfy({ !$0.command.leaves || $0.keys.isEmpty }) {
                mistakes.append((number, .noWayOut))
            }
            for key in Set(row.keys).sorted(by: { $0.label < $1.label }) {
                let rival = rows.first { other in
                    other.command != row.command && other.keys.contains(key)
                        && !Set(other.contexts).isDisjoint(with: row.contexts)
                }
                if let rival { mistakes.append((number, .taken(key.label, by: rival.command))) }
            }
        }
        return (Keymap(rows: rows), mistakes)
    }

    func row(of command: Command) -> CommandRow? { rows.first { $0.command == command } }
}

extension Command {
    /// Whether it can quit the program: directly, or through the palette.
    fileprivate var leaves: Bool { self == .close || self == .palette }
}

extension KeyEvent {
    /// Reads a key as the help writes it: `x`, `ctrl-d`, `alt-x`, `Space`, `PgDn`, `F5`. Arrows are
    /// also `Up`, `Down`, `Left` and `Right`.
    package init?(label: String) {
        let lower = label.lowercased()
        if let named = Self.named[lower] {
            self = named
        } else if label.count == 1, let character = label.first, !character.isWhitespace {
            self = .character(character)
        } else if lower.hasPrefix("ctrl-"), lower.count == 6, let last = lower.last,
            ("a"..."z").contains(last) || "\\]^_".contains(last), !"ijmh".contains(last)
        {
            self = .control(last)
        } else if lower.hasPrefix("alt-"), label.count == 5, let last = label.last {
            self = .alt(last)
        } else {
            return nil
        }
    }

    private static let named: [String: KeyEvent] = {
        let keys: [KeyEvent] =
            [
                .character(" "), .enter, .escape, .tab, .backTab, .backspace, .delete, .insert, .up,
                .down, .left, .right, .home, .end, .pageUp, .pageDown,
            ] + (1...24).map(KeyEvent.function)
        var named = Dictionary(
            keys.map { ($0.label.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
        for (name, key) in [
            ("up", KeyEvent.up), ("down", .down), ("left", .left), ("right", .right),
        ] { named[name] = key }
        return named
    }()
}
