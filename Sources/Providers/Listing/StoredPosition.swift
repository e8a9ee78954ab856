import Foundation
package import Runs

/// The position of a provider, or a part of it, as it is stored between pages and polls. Other
/// versions of the program read and write it too. A member that is absent or mistyped counts as
/// false, 0, empty or nil. If nothing can stand for it, the part that needs it is absent, up to the
/// whole; then reading begins as on first contact.
protocol StoredPosition: Codable, Hashable, Sendable {
    init()

    /// Clamps numbers to the range that other code relies on.
    mutating func bound()
}

extension StoredPosition {
    mutating func bound() {}

    /// Reads what `notes` wrote; anything else is a first contact.
    init(notes: JSONValue?) {
        let text = notes.map { Data(JSONWriter.text(of: $0).utf8) }
        self = text.flatMap { try? JSONDecoder().decode(Self.self, from: $0) } ?? Self()
        bound()
    }

    var notes: JSONValue {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        // Texts, whole numbers, lists and objects can always be encoded.
        let data = try? encoder.encode(self)
        return data.flatMap { try? JSONParser.parse(Array($0)) } ?? .null
    }
}

extension Comparable {
    func clamped(to range: ClosedRange<Self>) -> Self {
        min(max(self, range.lowerBound), range.upperBound)
    }

    mutating func clamp(to range: ClosedRange<Self>) { self = clamped(to: range) }
}

/// Milliseconds since the epoch; earlier programs wrote some moments as RFC 3339 text.
extension Timestamp: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let milliseconds = try? container.decode(Int64.self) {
            self.init(milliseconds: milliseconds.clamped(to: -1 << 60...1 << 60))
            return
        }
        guard let parsed = Timestamp.parse(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no moment")
        }
        self = parsed.timestamp
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}

/// Decodes members of stored positions, instead of the standard library's methods of these names.
extension KeyedDecodingContainer {
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { read(key) ?? false }

    func decode(_ type: Int.Type, forKey key: Key) throws -> Int {
        try decodeIfPresent(type, forKey: key) ?? 0
    }

    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 {
        try decodeIfPresent(type, forKey: key) ?? 0
    }

    func decode<Element: Decodable>(
        _ type: [Element].Type, forKey key: Key
    ) throws -> [Element] { read(key) ?? [] }

    func decode<Element: Decodable>(
        _ type: Set<Element>.Type, forKey key: Key
    ) throws -> Set<Element> { read(key) ?? [] }

    func decode<Name: Decodable, Value: Decodable>(
        _ type: [Name: Value].Type, forKey key: Key
    ) throws -> [Name: Value] { read(key) ?? [:] }

    func decode<Part: StoredPosition>(_ type: Part.Type, forKey key: Key) throws -> Part {
        read(key) ?? Part()
    }

    /// A count or a position, so small that no sum or product overflows.
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
        read(key, as: type)?.clamped(to: 0...1 << 40)
    }

    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? {
        read(key, as: type)?.clamped(to: -1 << 60...1 << 60)
    }

    func decodeIfPresent<Value: Decodable>(
        _ type: Value.Type, forKey key: Key
    ) throws -> Value? { read(key) }

    private func read<Value: Decodable>(_ key: Key, as type: Value.Type = Value.self) -> Value? {
        guard contains(key) else { return nil }
        return try? decode(Value.self, forKey: key)
    }
}

extension KeyedEncodingContainer {
    /// Writes equal sets alike.
    mutating func encode(_ texts: Set<String>, forKey key: Key) throws {
        try encode(texts.sorted(), forKey: key)
    }
}
