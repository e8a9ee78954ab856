import Foundation

/// An opaque place in a list: named integers as JSON, in unpadded base64url.
struct PageToken {
    private let values: [String: Int]

    init(_ values: [String: Int]) {
        self.values = values
    }

    /// Reads a token, or returns nil for text that no page ever handed out.
    init?(text: String) {
        var base64 = text.replacingOccurrences(of: "-", with: "+")
            .replacingOccurrences(of: "_", with: "/")
        base64 += String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
        guard !text.isEmpty, !text.contains("="), let data = Data(base64Encoded: base64),
            let values = try? JSONDecoder().decode([String: Int].self, from: data)
        else { return nil }
        self.values = values
    }

    subscript(name: String) -> Int? { values[name] }

    var text: String {
        let members = values.sorted { $0.key < $1.key }
            .map { JSON.Member($0.key, .integer($0.value)) }
        return Data(JSON.object(members).encoded).base64EncodedString()
            .replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }
}
