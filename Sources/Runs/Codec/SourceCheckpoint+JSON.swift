extension SourceCheckpoint {
    /// The checkpoint as a JSON value to store; unknown fields are left out.
    package var json: JSONValue {
        var object = JSONFields()
        object.add("position", position?.notes)
        object.add("origin", origin?.notes)
        object.add("covered_since", coveredSince)
        object.add("last_success", lastSuccess)
        object.add("backfilled", .bool(isBackfilled))
        object.add("backfill", backfill?.json)
        object.add(
            "gaps",
            gaps.isEmpty
                ? nil
                : .array(
                    gaps.map { gap in
                        .array([
                            .integer(gap.from.milliseconds), .integer(gap.until.milliseconds),
                        ])
                    }))
        object.add("budget", budget?.json)
        object.add("budget_at", budgetAt)
        object.add("next_poll", nextPoll)
        object.add("problem", problem?.json)
        return object.value
    }

    /// Reads what `json` wrote; at worst, a source is read again after a later version's changes.
    package init(json: JSONValue) {
        self.init()
        position = json["position"].map(ReadPosition.init)
        origin = json["origin"].map(ReadPosition.init)
        coveredSince = json.moment("covered_since")
        lastSuccess = json.moment("last_success")
        isBackfilled = json["backfilled"] == .bool(true)
        backfill = json["backfill"].flatMap(BackfillProgress.init(json:))
        gaps = (json["gaps"]?.elements ?? []).compactMap { gap in
            let ends = gap.elements?.compactMap(\.integer) ?? []
            guard ends.count == 2 else { return nil }
            return ReadGap(
                from: Timestamp(milliseconds: ends[0]), until: Timestamp(milliseconds: ends[1]))
        }
        budget = json["budget"].map(RateBudget.init(json:))
        budgetAt = json.moment("budget_at")
        nextPoll = json.moment("next_poll")
        problem = json["problem"].flatMap(SourceProblem.init(json:))
    }
}

/// Collects the members of an object and skips those without a value.
struct JSONFields {
    private var members: [JSONValue.Member] = []

    var value: JSONValue { .object(members) }

    mutating func add(_ key: String, _ value: JSONValue?) {
        if let value { members.append(JSONValue.Member(key, value)) }
    }

    mutating func add(_ key: String, _ moment: Timestamp?) {
        add(key, moment.map { .integer($0.milliseconds) })
    }

    mutating func add(_ key: String, _ number: Int?) { add(key, number.map { .integer($0) }) }

    mutating func add(_ key: String, _ text: String?) { add(key, text.map { .string($0) }) }
}

extension JSONValue {
    /// The moment that a member gives in milliseconds.
    func moment(_ key: String) -> Timestamp? {
        self[key]?.integer.map { Timestamp(milliseconds: $0) }
    }

    func count(_ key: String) -> Int? { self[key]?.integer.flatMap { Int(exactly: $0) } }

    func text(_ key: String) -> String? { self[key]?.string }
}

extension RateBudget {
    var json: JSONValue {
        var object = JSONFields()
        object.add("limit", limit)
        object.add("remaining", remaining)
        object.add("resets_at", resetsAt)
        return object.value
    }

    init(json: JSONValue) {
        self.init(
            limit: json.count("limit"), remaining: json.count("remaining"),
            resetsAt: json.moment("resets_at"))
    }
}

extension BackfillProgress {
    fileprivate var json: JSONValue {
        var object = JSONFields()
        object.add("pages", pages)
        object.add("runs", runs)
        object.add("oldest", oldest)
        object.add("wanted", wanted)
        return object.value
    }

    fileprivate init?(json: JSONValue) {
        guard let pages = json.count("pages"), let runs = json.count("runs"),
            let wanted = json.moment("wanted")
        else { return nil }
        self.init(pages: pages, runs: runs, oldest: json.moment("oldest"), wanted: wanted)
    }
}

extension SourceProblem {
    fileprivate var json: JSONValue {
        var object = JSONFields()
        object.add("since", since)
        object.add("failures", failures)
        object.add("error", error.json)
        return object.value
    }

    fileprivate init?(json: JSONValue) {
        guard let since = json.moment("since"), let failures = json.count("failures"),
            let error = json["error"].flatMap(ProviderError.init(json:))
        else { return nil }
        self.init(error: error, since: since, failures: failures)
    }
}
