extension Throttle {
    /// The payload, after the kind.
    var json: [JSONValue] {
        switch self {
        case .retryAfter(let until): [.string("retry-after"), until.json]
        case .budgetSpent(let until): [.string("budget-spent"), until.json]
        case .reserve(let remaining, let limit, let until):
            [
                .string("reserve"), until.json, .integer(remaining),
                limit.map { .integer($0) } ?? .null,
            ]
        case .elsewhere(let owner, let next): [.string("elsewhere"), next.json, owner.json]
        case .shallower(let owner, let since): [.string("shallower"), since.json, owner.json]
        }
    }

    /// Reads what `json` wrote; nil for a kind that only a later version knows.
    init?(json: [JSONValue]) {
        let moment = json.dropFirst().first?.integer.map { Timestamp(milliseconds: $0) }
        let rest = Array(json.dropFirst(2))
        let owner = rest.first?.string.map(LeaseOwner.init)
        switch (json.first?.string, moment) {
        case ("retry-after", let until?): self = .retryAfter(until: until)
        case ("budget-spent", let until?): self = .budgetSpent(until: until)
        case ("reserve", let until?):
            self = .reserve(
                remaining: rest.first?.integer.flatMap { Int(exactly: $0) } ?? 0,
                limit: rest.dropFirst().first?.integer.flatMap { Int(exactly: $0) },
                until: until)
        case ("elsewhere", let next): self = .elsewhere(owner, next: next)
        case ("shallower", let since): self = .shallower(owner, since: since)
        default: return nil
        }
    }
}

extension Timestamp {
    fileprivate var json: JSONValue { .integer(milliseconds) }
}

extension Timestamp? {
    fileprivate var json: JSONValue { map { .integer($0.milliseconds) } ?? .null }
}

extension LeaseOwner? {
    fileprivate var json: JSONValue { map { .string($0.text) } ?? .null }
}
