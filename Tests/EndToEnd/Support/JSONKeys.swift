import Foundation

/// The keys of a JSON object's own members, in their order. `JSONSerialization` loses it.
func memberKeys(of line: String) throws -> [String] {
    var keys: [String] = []
    var depth = 0
    var rest = line.unicodeScalars[...]
    while let scalar = rest.popFirst() {
        switch scalar {
        case "{", "[": depth += 1
        case "}", "]": depth -= 1
        case "\"":
            var text = "\""
            var isEscaped = false
            while let next = rest.popFirst() {
                text.unicodeScalars.append(next)
                if next == "\"", !isEscaped { break }
                isEscaped = next == "\\" && !isEscaped
            }
            guard depth == 1, rest.first == ":" else { continue }
            let key = try JSONSerialization.jsonObject(
                with: Data(text.utf8), options: .fragmentsAllowed)
            keys.append(key as? String ?? text)
        default: break
        }
    }
    return keys
}

/// The object that a line holds.
func object(of line: String) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
}
