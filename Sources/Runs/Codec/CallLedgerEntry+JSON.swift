extension CallLedgerEntry {
    /// The entry as a JSON value to store; unknown fields are left out.
    package var json: JSONValue {
        var object = JSONFields()
        object.add("blocked_until", blockedUntil)
        object.add("windows", windows.isEmpty ? nil : .array(windows.map(\.json)))
        object.add(
            "latest_calls",
            latestCalls.isEmpty ? nil : .array(latestCalls.map { .integer($0.milliseconds) }))
        object.add("as_of", asOf)
        object.add("origin", origin)
        object.add("changes", .integer(changes))
        object.add("calls", .integer(calls))
        return object.value
    }

    /// Reads what `json` wrote; the next response supplies what a later version wrote differently.
    package init(json: JSONValue) {
        self.init()
        blockedUntil = json.moment("blocked_until")
        windows = (json["windows"]?.elements ?? []).compactMap(Window.init(json:))
        latestCalls = (json["latest_calls"]?.elements ?? []).compactMap(\.integer)
            .map { Timestamp(milliseconds: $0) }
        asOf = json.moment("as_of")
        origin = json.moment("origin")
        changes = json["changes"]?.integer ?? 0
        calls = json["calls"]?.integer ?? 0
    }
}

extension CallLedgerEntry.Window {
    fileprivate var json: JSONValue {
        var object = JSONFields()
        object.add("limit", limit)
        object.add("remaining", remaining)
        object.add("said", said)
        object.add("began", began)
        object.add("reset", reset)
        object.add("length", .integer(length.rawValue))
        object.add("heard", .integer(reported))
        return object.value
    }

    fileprivate init?(json: JSONValue) {
        guard let remaining = json.count("remaining"), let reset = json.moment("reset"),
            let length = json["length"]?.integer.flatMap(PollPlan.Window.init(rawValue:))
        else { return nil }
        self.init(
            limit: json.count("limit"), remaining: remaining,
            said: json.count("said") ?? remaining, times: (json.moment("began") ?? reset, reset),
            length: length, reported: json["heard"]?.integer ?? 0)
    }
}
