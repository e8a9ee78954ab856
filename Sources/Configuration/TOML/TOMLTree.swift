/// The tables of a TOML text while it is parsed, and the rules for additions to each.
struct TOMLTree {
    /// How a table was created, which decides what may be added to it.
    enum Origin: Hashable {
        /// A longer header leads through it: its own header may follow.
        case implied
        /// Its own header.
        case header
        /// A dotted key: more keys may follow in the same section.
        case dotted
    }

    private enum Node {
        case value(TOMLEntry)
        case table(Origin, [String: Int])
        case tables([Int])
    }

    /// The index of the outermost table.
    static let root = 0

    private var nodes: [Node] = [.table(.header, [:])]

    /// Sets a key of a table, given by at least one part.
    /// - Throws: The conflict.
    mutating func set(
        _ value: TOMLEntry, for keys: [String], in table: Int = root
    ) throws(Refusal) {
        var place = table
        for (index, key) in keys.dropLast().enumerated() {
            guard let next = children(of: place)[key] else {
                place = insert(.table(.dotted, [:]), for: key, in: place)
                continue
            }
            guard case .table(.dotted, _) = nodes[next] else {
                throw Refusal(kind: .closed, parts: index + 1)
            }
            place = next
        }
        guard let key = keys.last else { return }
        guard children(of: place)[key] == nil else {
            throw Refusal(kind: .repeated, parts: keys.count)
        }
        _ = insert(.value(value), for: key, in: place)
    }

    /// Opens the table of a header, or for `[[name]]` appends one to a list. Returns the table's
    /// index, and for each part of the name the list index that it leads to.
    /// - Throws: The conflict.
    mutating func open(
        _ keys: [String], isItem: Bool
    ) throws(Refusal) -> (table: Int, items: [Int?]) {
        var place = Self.root
        var items: [Int?] = []
        for (index, key) in keys.dropLast().enumerated() {
            let next =
                children(of: place)[key] ?? insert(.table(.implied, [:]), for: key, in: place)
            switch nodes[next] {
            case .value: throw Refusal(kind: .closed, parts: index + 1)
            case .table:
                place = next
                items.append(nil)
            case .tables(let tables):
                place = tables.last ?? next
                items.append(tables.count - 1)
            }
        }
        guard let key = keys.last else { return (place, items) }
        let repeated = Refusal(kind: .repeated, parts: keys.count)
        let known = children(of: place)[key]
        guard isItem else {
            guard let known else {
                return (insert(.table(.header, [:]), for: key, in: place), items + [nil])
            }
            guard case .table(.implied, let children) = nodes[known] else { throw repeated }
            nodes[known] = .table(.header, children)
            return (known, items + [nil])
        }
        let list = known ?? insert(.tables([]), for: key, in: place)
        guard case .tables = nodes[list] else { throw repeated }
        let item = add(.table(.header, [:]))
        let position = append(item, to: list)
        return (item, items + [position])
    }

    func entries(of table: Int = root) -> [String: TOMLEntry] {
        children(of: table).mapValues(entry)
    }

    struct Refusal: Error {
        enum Kind { case repeated, closed }
        let kind: Kind
        /// The number of parts of the name that lead to the conflict.
        let parts: Int
    }

    private func entry(at place: Int) -> TOMLEntry {
        switch nodes[place] {
        case .value(let entry): entry
        case .table: .table(entries(of: place))
        case .tables(let tables): .list(tables.map(entry))
        }
    }

    private func children(of place: Int) -> [String: Int] {
        guard case .table(_, let children) = nodes[place] else { return [:] }
        return children
    }

    private mutating func add(_ node: Node) -> Int {
        nodes.append(node)
        return nodes.count - 1
    }

    private mutating func append(_ item: Int, to list: Int) -> Int {
        guard case .tables(var tables) = nodes[list] else { return 0 }
        // Avoids a copy of the list.
        nodes[list] = .tables([])
        tables.append(item)
        nodes[list] = .tables(tables)
        return tables.count - 1
    }

    private mutating func insert(_ node: Node, for key: String, in place: Int) -> Int {
        let child = add(node)
        guard case .table(let origin, var children) = nodes[place] else { return child }
        // Avoids a copy of the children.
        nodes[place] = .tables([])
        children[key] = child
        nodes[place] = .table(origin, children)
        return child
    }
}
