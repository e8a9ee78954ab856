import Foundation

/// Standard error, which carries diagnostics only.
package enum StandardError {
    /// Writes lines, the first one under the program's name.
    package static func tell(_ lines: [String]) {
        for (index, line) in lines.enumerated() {
            let start = index == 0 ? "synctop: " : ""
            FileHandle.standardError.write(Data((start + line + "\n").utf8))
        }
    }
}
