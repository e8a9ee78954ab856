/// Where an entry stands in a TOML file: the keys and list positions that lead to it.
package struct EntryPath: Hashable, Sendable, CustomStringConvertible {
    /// One step into a table or a list.
    package enum Step: Hashable, Sendable {
        /// The entry of a table under this key.
        case key(String)
        /// The entry of a list at this position, from 0.
        case index(Int)
    }

    /// The steps from the file's top, none for the top itself.
    package let steps: [Step]

    /// Joins steps into a path.
    package init(_ steps: [Step] = []) { self.steps = steps }

    /// Goes one key deeper.
    package func key(_ name: String) -> EntryPath { EntryPath(steps + [.key(name)]) }

    /// Goes to a position of a list.
    package func index(_ position: Int) -> EntryPath { EntryPath(steps + [.index(position)]) }

    /// The path one step up; the top's own is the top.
    package var parent: EntryPath { EntryPath(steps.dropLast()) }

    /// The last key on the path, nil at the top.
    package var lastKey: String? {
        for step in steps.reversed() {
            if case .key(let name) = step { return name }
        }
        return nil
    }

    /// Tells whether the path leads through another.
    package func begins(with other: EntryPath) -> Bool { steps.starts(with: other.steps) }

    /// Cuts a leading path off; the whole path where it does not lead through it.
    package func relative(to other: EntryPath) -> EntryPath {
        begins(with: other) ? EntryPath(Array(steps.dropFirst(other.steps.count))) : self
    }

    /// The path as TOML writes a dotted key, with list positions counted from 1 in brackets.
    package var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .key(let name):
                text += (text.isEmpty ? "" : ".") + (isBareKey(name) ? name : "\"\(name)\"")
            case .index(let position):
                text += "[\(position + 1)]"
            }
        }
        return text
    }
}

/// Tells whether TOML takes a key without quotes.
private func isBareKey(_ name: String) -> Bool {
    !name.isEmpty
        && name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default:
                false
            }
        }
}

/// A place in a text file, both counted from 1; columns count Unicode scalars.
package struct FilePosition: Hashable, Sendable, Comparable {
    /// The line, from 1.
    package let line: Int
    /// The column, from 1.
    package let column: Int

    /// Names a place by line and column.
    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package static func < (left: FilePosition, right: FilePosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
