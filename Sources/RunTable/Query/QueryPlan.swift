import Query

/// A query split into leaves, each of which is evaluated for a whole chunk at once.
struct QueryPlan {
    let leaves: [QueryLeaf]
    private let root: Node?

    private indirect enum Node {
        case all([Node])
        case any([Node])
        case not(Node)
        case leaf(Int)
    }

    init(_ query: Query) {
        var known = Leaves()
        root = query.root.map { Self.node($0, &known) }
        leaves = known.inOrder
    }

    private struct Leaves {
        private(set) var inOrder: [QueryLeaf] = []
        private var numbers: [QueryLeaf: Int] = [:]

        mutating func number(of leaf: QueryLeaf) -> Int {
            if let known = numbers[leaf] { return known }
            numbers[leaf] = inOrder.count
            inOrder.append(leaf)
            return inOrder.count - 1
        }
    }

    /// Combines the answers of the leaves for the rows of one chunk.
    func rows(among live: RowBits, answer: (Int) -> RowAnswer) -> RowAnswer {
        guard let root else { return RowAnswer(live) }
        return RowAnswer(live) & rows(root, answer)
    }

    private func rows(_ node: Node, _ answer: (Int) -> RowAnswer) -> RowAnswer {
        switch node {
        case .all(let parts):
            var rows = ~RowAnswer.none
            for part in parts where !rows.possible.isEmpty {
                rows = rows & self.rows(part, answer)
            }
            return rows
        case .any(let parts):
            return parts.reduce(.none) { $0 | rows($1, answer) }
        case .not(let part): return ~rows(part, answer)
        case .leaf(let number): return answer(number)
        }
    }

    private static func node(_ node: QueryNode, _ leaves: inout Leaves) -> Node {
        switch node {
        case .all(let parts): return .all(parts.map { self.node($0, &leaves) })
        case .any(let parts): return .any(parts.map { self.node($0, &leaves) })
        case .not(let part): return .not(self.node(part, &leaves))
        case .term(let term):
            let nodes = term.tests.map { test in
                Node.leaf(leaves.number(of: QueryLeaf(subject: term.subject, test: test)))
            }
            return nodes.count == 1 ? nodes[0] : .any(nodes)
        }
    }
}

extension QueryLeaf {
    /// Whether only the record may decide for some runs.
    var mayNeedRecord: Bool {
        guard case .text = test else { return isMetadata }
        return isMetadata || TextColumn.columns(of: subject).contains(where: \.canBeCut)
    }
}
