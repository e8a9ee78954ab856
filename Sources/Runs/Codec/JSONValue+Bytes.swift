extension JSONValue {
    /// The kinds of values as stored; their numbers never change.
    private enum Kind: UInt8 {
        case null = 0
        case no = 1
        case yes = 2
        case number = 3
        case string = 4
        case array = 5
        case object = 6
    }

    /// The deepest nesting; the JSON parser allows less.
    private static var deepest: Int { 300 }

    func write(to writer: inout ByteWriter) {
        switch self {
        case .null: writer.write(byte: Kind.null.rawValue)
        case .bool(let flag): writer.write(byte: (flag ? Kind.yes : Kind.no).rawValue)
        case .number(let digits):
            writer.write(byte: Kind.number.rawValue)
            writer.write(digits)
        case .string(let text):
            writer.write(byte: Kind.string.rawValue)
            writer.write(text)
        case .array(let elements):
            writer.write(byte: Kind.array.rawValue)
            writer.write(count: elements.count)
            for element in elements { element.write(to: &writer) }
        case .object(let members):
            writer.write(byte: Kind.object.rawValue)
            writer.write(count: members.count)
            for member in members {
                writer.write(member.key)
                member.value.write(to: &writer)
            }
        }
    }

    init(from reader: inout ByteReader, depth: Int = 0) throws(CodecError) {
        guard depth < Self.deepest, let kind = Kind(rawValue: try reader.byte()) else {
            throw .invalid
        }
        switch kind {
        case .null: self = .null
        case .no: self = .bool(false)
        case .yes: self = .bool(true)
        case .number:
            let digits = try reader.text()
            guard JSONParser.isNumber(digits) else { throw .invalid }
            self = .number(digits)
        case .string: self = .string(try reader.text())
        case .array:
            var elements: [JSONValue] = []
            for _ in 0..<(try reader.count()) {
                elements.append(try JSONValue(from: &reader, depth: depth + 1))
            }
            self = .array(elements)
        case .object:
            var members: [Member] = []
            for _ in 0..<(try reader.count()) {
                let key = try reader.text()
                members.append(Member(key, try JSONValue(from: &reader, depth: depth + 1)))
            }
            self = .object(members)
        }
    }
}
