package import Terminal

/// What each key does in each context, made from the table of commands.
package struct Keymap: Sendable {
    /// The rows that it is made of.
    package let rows: [CommandRow]
    private let bindings: [KeyContext: [KeyEvent: Command]]

    /// Makes the keymap of a table.
    ///
    /// - Parameter rows: Of two rows that claim a key in one context, the first one has it.
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

    /// The command of a key, if it has one there.
    package func command(for key: KeyEvent, in context: KeyContext) -> Command? {
        bindings[context]?[key]
    }

    /// The command that a key has elsewhere, and all the places where it has it.
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

/// Other keys for a command, as a configuration asks for them.
package struct KeyOverride: Hashable, Sendable {
    /// The command's name as written.
    package let command: String
    /// The keys as written; none take all keys away.
    package let keys: [String]

    /// Joins a command and its keys.
    package init(command: String, keys: [String]) {
        self.command = command
        self.keys = keys
    }
}

/// Why a wish for keys cannot be met.
package enum KeyMistake: Error, Hashable, Sendable {
    /// There is no such command; carries those that there are.
    case unknownCommand(String, known: [String])
    /// No key is written so.
    case unknownKey(String)
    /// The key belongs to another command in a place that both are for.
    case taken(String, by: Command)
    /// There is another wish for the command.
    case repeated(Command)
    /// Without any key for this command nobody could leave the program.
    case noWayOut
}

extension Keymap {
    /// Makes the keymap of the table with other keys for some commands.
    ///
    /// - Parameter wishes: The commands and their keys; a command that is not named keeps its own.
    /// - Returns: The keymap, and what is wrong with each wish by its place among them.
    package static func meeting(
        _ wishes: [KeyOverride]
    ) -> (keymap: Keymap, mistakes: [(wish: Int, mistake: KeyMistake)]) {
        var rows = CommandTable.rows
        var mistakes: [(wish: Int, mistake: KeyMistake)] = []
        var wished: Set<Command> = []
        for (number, wish) in wishes.enumerated() {
            guard let place = rows.firstIndex(where: { $0.command == Command(name: wish.command) })
            else {
                let known = rows.flatMap(\.command.names)
                mistakes.append((number, .unknownCommand(wish.command, known: known)))
                continue
            }
            guard wished.insert(rows[place].command).inserted else {
                mistakes.append((number, .repeated(rows[place].command)))
                continue
            }
            let keys = wish.keys.map { KeyEvent(label: $0) }
            for (name, key) in zip(wish.keys, keys) where key == nil {
                mistakes.append((number, .unknownKey(name)))
            }
            rows[place] = rows[place].with(keys: keys.compactMap { $0 })
        }
        for (number, wish) in wishes.enumerated() {
            guard let row = rows.first(where: { $0.command == Command(name: wish.command) }) else {
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
    /// Whether it leads out of the program: by itself, or by a line in which that can be asked for.
    fileprivate var leaves: Bool { self == .close || self == .palette }
}

extension KeyEvent {
    /// Reads a key as the help writes it: `x`, `ctrl-d`, `alt-x`, `Space`, `PgDn`, `F5`; arrows are
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
