import Runs

extension JSONValue {
    /// Writes a moment into a provider's notes.
    static func time(_ timestamp: Timestamp?) -> JSONValue {
        timestamp.map { .string($0.rfc3339) } ?? .null
    }

    /// Reads a moment from a provider's notes.
    func time(_ key: String) -> Timestamp? {
        self[key]?.string.flatMap { Timestamp.parse($0)?.timestamp }
    }
}
