package import Runs

extension RunQuestion {
    /// Derives conditions that every match of a query meets, from required terms and negated
    /// statuses. The query may be evaluated at any moment from `earliest` to `latest`.
    package init(_ query: Query, from earliest: Timestamp, to latest: Timestamp) {
        self.init()
        if let root = query.root { apply(root, earliest, latest) }
    }

    private mutating func apply(_ node: QueryNode, _ earliest: Timestamp, _ latest: Timestamp) {
        switch node {
        case .all(let parts):
            for part in parts { apply(part, earliest, latest) }
        case .term(let term): apply(term, earliest, latest)
        case .not(let part):
            guard case .term(let term) = part, let excluded = Self.statuses(of: term) else {
                return
            }
            limit(to: Set(RunStatus.allCases).subtracting(excluded))
        case .any: break
        }
    }

    private mutating func apply(_ term: QueryTerm, _ earliest: Timestamp, _ latest: Timestamp) {
        switch term.subject {
        case .anything: break
        case .metadata: needs.insert(.metadata)
        case .field(let field): apply(term.tests, of: field, earliest, latest)
        }
    }

    private mutating func apply(
        _ tests: [QueryTest], of field: QueryField, _ earliest: Timestamp, _ latest: Timestamp
    ) {
        let text = Self.patterns(tests).map { [TextCondition($0)] } ?? []
        switch field {
        case .status:
            let term = QueryTerm(subject: .field(.status), tests: tests)
            if let statuses = Self.statuses(of: term) { limit(to: statuses) }
        case .provider: providers += text
        case .source: sources += text
        case .pipeline:
            pipelines += text
            needs.insert(.pipeline)
        case .trigger:
            triggers += text
            needs.insert(.trigger)
        case .event:
            events += text
            needs.insert(.event)
        case .error: errors += text
        case .http: needs.insert(.http)
        case .request: needs.insert(.request)
        case .attempt: needs.insert(.attempt)
        case .id: ids += text
        case .duration: limitDuration(tests)
        case .since, .until: limitTime(tests, earliest, latest)
        case .has: apply(presences: tests)
        case .meta: needs.insert(.metadata)
        }
    }

    private mutating func apply(presences tests: [QueryTest]) {
        // With several alternatives, none is required.
        guard let only = tests.first, tests.count == 1 else { return }
        switch only {
        case .presence(let presence): needs.insert(presence)
        case .metadata: needs.insert(.metadata)
        case .text, .status, .number, .duration, .since, .until: break
        }
    }

    private mutating func limit(to allowed: Set<RunStatus>) {
        statuses = statuses.map { $0.intersection(allowed) } ?? allowed
    }

    private mutating func limitTime(
        _ tests: [QueryTest], _ earliest: Timestamp, _ latest: Timestamp
    ) {
        var starts: [Timestamp?] = []
        var ends: [Timestamp?] = []
        for test in tests {
            switch test {
            case .since(let time):
                starts.append(time.timestamp(now: earliest))
                ends.append(nil)
            case .until(let time):
                starts.append(nil)
                ends.append(time.timestamp(now: latest))
            case .text, .status, .number, .duration, .presence, .metadata: return
            }
        }
        if let start = Self.bound(starts, { $0.min() }) { since = max(since ?? start, start) }
        if let end = Self.bound(ends, { $0.max() }) { until = min(until ?? end, end) }
    }

    private mutating func limitDuration(_ tests: [QueryTest]) {
        var least: [Int64?] = []
        var most: [Int64?] = []
        for test in tests {
            guard case .duration(let comparison, let milliseconds, let unit) = test else { return }
            switch comparison {
            case .less, .atMost:
                least.append(nil)
                most.append(milliseconds)
            case .equal:
                least.append(milliseconds)
                most.append(milliseconds.addingReportingOverflow(unit).partialValue)
            case .atLeast, .greater:
                least.append(milliseconds)
                most.append(nil)
            }
        }
        if let bound = Self.bound(least, { $0.min() }) { shortest = max(shortest ?? bound, bound) }
        if let bound = Self.bound(most, { $0.max() }) { longest = min(longest ?? bound, bound) }
    }

    /// The loosest bound of alternatives; nil if one of them has none.
    private static func bound<Value>(
        _ bounds: [Value?], _ loosest: ([Value]) -> Value?
    ) -> Value? {
        let known = bounds.compactMap(\.self)
        return known.count == bounds.count ? loosest(known) : nil
    }

    /// The statuses that a status term allows; nil for another term.
    private static func statuses(of term: QueryTerm) -> Set<RunStatus>? {
        guard term.subject == .field(.status) else { return nil }
        var allowed: Set<RunStatus> = []
        for test in term.tests {
            switch test {
            case .status(let status): allowed.insert(status)
            case .text(let pattern):
                let matcher = TextMatcher(pattern)
                allowed.formUnion(RunStatus.allCases.filter { matcher.matches($0.rawValue) })
            case .number, .duration, .since, .until, .presence, .metadata: return nil
            }
        }
        return allowed
    }

    /// The patterns of alternatives; nil if one of them is no pattern.
    private static func patterns(_ tests: [QueryTest]) -> [TextPattern]? {
        var patterns: [TextPattern] = []
        for test in tests {
            guard case .text(let pattern) = test else { return nil }
            patterns.append(pattern)
        }
        return patterns.isEmpty ? nil : patterns
    }
}
