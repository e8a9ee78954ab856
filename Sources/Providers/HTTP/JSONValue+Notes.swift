import Runs

extension JSONValue {
    /// Writes a moment into a provider's notes, in milliseconds since the epoch.
    static func time(_ timestamp: Timestamp?) -> JSONValue {
        timestamp.map { .integer($0.milliseconds) } ?? .null
    }

    /// Reads a moment from a provider's notes.
    func time(_ key: String) -> Timestamp? { self[key]?.notedTime }

    /// Writes moments by their keys, in the order of the keys.
    static func times(_ times: [String: Timestamp]) -> JSONValue {
        .object(times.sorted { $0.key < $1.key }.map { Member($0.key, .time($0.value)) })
    }

    /// The moments of an object by their keys; what is no moment is left out.
    var times: [String: Timestamp] {
        var times: [String: Timestamp] = [:]
        for member in members ?? [] { times[member.key] = member.value.notedTime }
        return times
    }

    /// The moment that this stands for, as `time` writes it or in the notation of RFC 3339.
    private var notedTime: Timestamp? {
        switch self {
        case .number: integer.map { Timestamp(milliseconds: $0) }
        case .string(let text): Timestamp.parse(text)?.timestamp
        case .null, .bool, .array, .object: nil
        }
    }
}
