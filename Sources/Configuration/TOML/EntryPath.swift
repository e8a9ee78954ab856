/// The position of an entry in a TOML file: the keys and list indexes that lead to it.
package struct EntryPath: Hashable, Sendable, CustomStringConvertible {
    package enum Step: Hashable, Sendable {
        case key(String)
        /// An index from 0.
        case index(Int)
    }

    /// The steps from the top of the file; empty for the top itself.
    package let steps: [Step]

    package init(_ steps: [Step] = []) { self.steps = steps }

    /// Appends a key.
    package func key(_ name: String) -> EntryPath { EntryPath(steps + [.key(name)]) }

    /// Appends a list index.
    package func index(_ position: Int) -> EntryPath { EntryPath(steps + [.index(position)]) }

    /// The path one step up; the parent of the top is the top.
    package var parent: EntryPath { EntryPath(steps.dropLast()) }

    /// Whether the path starts with another.
    package func begins(with other: EntryPath) -> Bool { steps.starts(with: other.steps) }

    /// Removes a leading path; unchanged if the path does not start with it.
    package func relative(to other: EntryPath) -> EntryPath {
        begins(with: other) ? EntryPath(Array(steps.dropFirst(other.steps.count))) : self
    }

    /// The path as a dotted TOML key, with list positions counted from 1 in brackets.
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

/// Whether TOML accepts a key without quotes.
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

/// A position in a text file; columns count Unicode scalars.
package struct FilePosition: Hashable, Sendable, Comparable {
    /// From 1.
    package let line: Int
    /// From 1.
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package static func < (left: FilePosition, right: FilePosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
