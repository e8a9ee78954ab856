package import Runs
package import Simulator

extension SimulatedPast {
    /// The demo's source for the vendor, which has the vendor's name.
    package var source: SourceName { SourceName(vendor.rawValue) }

    /// The pipelines, as a provider returns them.
    package var named: [Pipeline] {
        pipelines.map { Pipeline(id: PipelineID($0.id), name: $0.name) }
    }

    /// Returns a range of runs, oldest first, as the provider would read them. A run without a time
    /// of its own was first seen when it happened.
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
    /// The time in whole milliseconds, truncated.
    var timestamp: Timestamp {
        Timestamp(milliseconds: Int64((Double(microseconds) / 1_000).rounded(.down)))
    }
}

extension JSONValue {
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
