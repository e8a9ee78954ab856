package import Runs
package import Simulator

extension SimulatedPast {
    /// The source of the demo that reads the vendor: it has the vendor's name.
    package var source: SourceName { SourceName(vendor.rawValue) }

    /// The pipelines with their names, as a provider tells them.
    package var named: [Pipeline] {
        pipelines.map { Pipeline(id: PipelineID($0.id), name: $0.name) }
    }

    /// Makes records of some runs, as if somebody had watched them: one without a time of its own
    /// was first seen when it happened.
    ///
    /// They are those that the provider makes of what the API says, but for runs without a time.
    ///
    /// - Parameter range: The numbers of the runs, below `count`.
    /// - Returns: The records, oldest first.
    package func records(_ range: Range<Int>) -> [RunRecord] {
        switch runs(range) {
        case .well(let logs):
            logs.map { record(of: $0.observation, .well, seenAt: $0.createdAt) }
        case .supermetrics(let logs):
            logs.map { record(of: $0.observation, .supermetrics, seenAt: $0.loggedAt) }
        case .elasticPath(let logs):
            logs.map { record(of: $0.observation, .elasticPath, seenAt: $0.createdAt) }
        case .leadlex(let logs):
            logs.map { record(of: $0.observation, .leadlex, seenAt: $0.triggeredAt) }
        case .polytomic(let executions):
            executions.map { execution in
                let (began, ended) = (execution.opening, execution.closing)
                var whole = record(
                    of: execution.observation(began), .polytomic, seenAt: began.createdAt)
                whole.merge(
                    record(of: execution.observation(ended), .polytomic, seenAt: ended.createdAt))
                return whole
            }
        }
    }

    private func record(
        of seen: RunObservation, _ provider: ProviderKind, seenAt moment: Moment
    ) -> RunRecord {
        RunRecord(seen, source: source, provider: provider, seenAt: moment.timestamp)
    }
}

extension Moment {
    /// The moment in whole milliseconds, truncated.
    var timestamp: Timestamp {
        Timestamp(milliseconds: Int64((Double(microseconds) / 1_000).rounded(.down)))
    }
}

extension JSONValue {
    /// Takes a simulated vendor's value.
    init(_ value: JSON) {
        switch value {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .integer(let number): self = .integer(number)
        case .number(let text): self = .number(text)
        case .string(let text): self = .string(text)
        case .array(let elements): self = .array(elements.map(JSONValue.init))
        case .object(let members):
            self = .object(members.map { Member($0.name, JSONValue($0.value)) })
        }
    }
}
