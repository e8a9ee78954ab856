/// A query taken apart into leaves, each of which is answered for a whole chunk at once.
struct QueryPlan {
    /// The leaves, each once.
    private(set) var leaves: [QueryLeaf] = []
    private let root: Node?

    /// How leaves are joined.
    private indirect enum Node {
        case all([Node])
        case any([Node])
        case not(Node)
        case leaf(Int)
    }

    init(_ query: Query) {
        var leaves: [QueryLeaf] = []
        root = query.root.map { Self.node($0, &leaves) }
        self.leaves = leaves
    }

    /// Joins the answers that the leaves give for the rows of one chunk.
    func rows(
        among live: RowBits, _ assumption: ListingMemory.Assumption = .read,
        answer: (Int) -> RowBits
    ) -> RowBits {
        guard let root else { return live }
        switch assumption {
        case .read: return live & Self.rows(root, answer)
        case .possible: return live & possible(root, answer)
        }
    }

    /// The rows that may answer whatever their payloads say.
    private func possible(_ node: Node, _ answer: (Int) -> RowBits) -> RowBits {
        switch node {
        case .all(let parts):
            return parts.reduce(~.none) { $0 & possible($1, answer) }
        case .any(let parts):
            return parts.reduce(.none) { $0 | possible($1, answer) }
        case .not(let part):
            return asksForPayload(part) ? ~.none : ~Self.rows(part, answer)
        case .leaf(let number):
            return leaves[number].needsPayload ? ~.none : answer(number)
        }
    }

    private func asksForPayload(_ node: Node) -> Bool {
        switch node {
        case .all(let parts), .any(let parts): parts.contains(where: asksForPayload)
        case .not(let part): asksForPayload(part)
        case .leaf(let number): leaves[number].needsPayload
        }
    }

    private static func rows(_ node: Node, _ answer: (Int) -> RowBits) -> RowBits {
        switch node {
        case .all(let parts):
            var rows = ~RowBits.none
            for part in parts where !rows.isEmpty { rows = rows & self.rows(part, answer) }
            return rows
        case .any(let parts):
            return parts.reduce(.none) { $0 | rows($1, answer) }
        case .not(let part): return ~rows(part, answer)
        case .leaf(let number): return answer(number)
        }
    }

    private static func node(_ node: QueryNode, _ leaves: inout [QueryLeaf]) -> Node {
        switch node {
        case .all(let parts): return .all(parts.map { self.node($0, &leaves) })
        case .any(let parts): return .any(parts.map { self.node($0, &leaves) })
        case .not(let part): return .not(self.node(part, &leaves))
        case .term(let term):
            let nodes = term.tests.map { test -> Node in
                let leaf = QueryLeaf(subject: term.subject, test: test)
                if let known = leaves.firstIndex(of: leaf) { return .leaf(known) }
                leaves.append(leaf)
                return .leaf(leaves.count - 1)
            }
            return nodes.count == 1 ? nodes[0] : .any(nodes)
        }
    }
}

/// One test of one subject.
struct QueryLeaf: Hashable, Sendable {
    let subject: QuerySubject
    let test: QueryTest

    /// Whether only a run's payload can tell.
    var needsPayload: Bool {
        if case .metadata = test { return true }
        if case .metadata = subject { return true }
        return false
    }
}
