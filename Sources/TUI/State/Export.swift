/// What is to be written where.
package struct ExportWish: Hashable, Sendable {
    /// The path of a file that is not there yet.
    package let path: String
    /// The format.
    package let format: Format

    /// The formats; the raw value is the end of a file's name.
    package enum Format: String, CaseIterable, Hashable, Sendable {
        case csv
        case json
        case ndjson
    }

    /// Reads the format off the end of a path; nil where it is none.
    package init?(path: String) {
        guard !path.hasSuffix("/") else { return nil }
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex,
            let format = Format(rawValue: name[name.index(after: dot)...].lowercased())
        else { return nil }
        self.path = path
        self.format = format
    }
}

/// How far an export is, or what came of it.
package enum ExportNews: Hashable, Sendable {
    /// So many runs were written of so many.
    case wrote(Int, of: Int)
    /// All of them were written to a file.
    case finished(count: Int, path: String)
    /// It was called off, and nothing is left of it.
    case cancelled
    /// It could not be written, and nothing is left of it; the reason in words.
    case failed(String)
}
