/// The names of sources on a command line. The argument parser needs quadratic time for a repeated
/// option, so names in a row become one value, with null characters between them, which no argument
/// can hold.
package enum SourceOption {
    private static let name = "--source"
    private static let separator: Character = "\0"

    /// Joins `--source a b --source=c` into one argument. Keeps what follows `--` as it is.
    package static func joined(_ arguments: [String]) -> [String] {
        let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
        return joinedOptions(Array(arguments[..<end])) + arguments[end...]
    }

    private static func joinedOptions(_ arguments: [String]) -> [String] {
        var result: [String] = []
        var index = 0
        while index < arguments.count {
            var names: [String] = []
            while let (found, next) = group(in: arguments, at: index) {
                names += found
                index = next
            }
            if names.isEmpty {
                result.append(arguments[index])
                index += 1
            } else {
                result.append("\(name)=" + names.joined(separator: String(separator)))
            }
        }
        return result
    }

    /// Splits what `joined` put together.
    package static func names(_ text: String) -> [String] {
        text.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }

    private static func group(
        in arguments: [String], at start: Int
    ) -> (names: [String], next: Int)? {
        guard start < arguments.count else { return nil }
        var names: [String] = []
        if arguments[start].hasPrefix(name + "=") {
            names.append(String(arguments[start].dropFirst(name.count + 1)))
        } else if arguments[start] != name {
            return nil
        }
        var index = start + 1
        while index < arguments.count, !arguments[index].hasPrefix("-") {
            names.append(arguments[index])
            index += 1
        }
        return names.isEmpty ? nil : (names, index)
    }
}
