import Foundation

/// JSON that a request brought. Members lose their order, and numbers their notation.
extension JSON: Decodable {
    /// Reads JSON; nil where it is none.
    init?(parsing bytes: [UInt8]) {
        guard let value = try? JSONDecoder().decode(JSON.self, from: Data(bytes)) else {
            return nil
        }
        self = value
    }

    package init(from decoder: any Decoder) throws {
        if let members = try? [String: JSON](from: decoder) {
            self = .object(members.sorted { $0.key < $1.key }.map { Member($0.key, $0.value) })
            return
        }
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let text = try? container.decode(String.self) {
            self = .string(text)
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let number = try? container.decode(Int.self) {
            self = .integer(number)
        } else if let number = try? container.decode(Double.self) {
            self = .number("\(number)")
        } else {
            self = .array(try container.decode([JSON].self))
        }
    }

    /// The members of an object.
    var members: [Member]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// The elements of an array.
    var elements: [JSON]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The text of a string.
    var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }
}
