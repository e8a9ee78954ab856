import Foundation
import Simulator

/// A JSON value as a client receives it: members without order.
enum Received: Decodable, Equatable, Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case text(String)
    case list([Received])
    case object([String: Received])

    init(from decoder: any Decoder) throws {
        if let members = try? [String: Received](from: decoder) {
            self = .object(members)
            return
        }
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else {
            self = .list(try container.decode([Received].self))
        }
    }

    init(json: String) throws {
        self = try JSONDecoder().decode(Received.self, from: Data(json.utf8))
    }

    /// A member of an object; null for anything else.
    subscript(name: String) -> Received {
        guard case .object(let members) = self else { return .null }
        return members[name] ?? .null
    }

    /// A member reached through several objects.
    subscript(path names: String...) -> Received {
        names.reduce(self) { $0[$1] }
    }

    var elements: [Received] {
        guard case .list(let elements) = self else { return [] }
        return elements
    }

    var keys: Set<String> {
        guard case .object(let members) = self else { return [] }
        return Set(members.keys)
    }

    var string: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    var integer: Int? {
        guard case .number(let number) = self else { return nil }
        return Int(number)
    }

    var moment: Moment? { string.flatMap(Moment.init) }
}
