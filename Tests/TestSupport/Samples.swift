package import Providers
package import Runs

/// A moment within 2026-06-07, by its UTC hour, minute and second.
package func moment(_ hour: Int, _ minute: Int = 0, _ second: Int = 0) -> Timestamp {
    Timestamp(seconds: 1_780_790_400 + Int64(hour * 3_600 + minute * 60 + second))
}

/// A run with an identity and a status, and whatever else is set on it.
package func sample(
    _ id: String = "run-1", _ status: RunStatus = .succeeded, source: String = "well-prod",
    provider: ProviderKind = .well, firstSeen: Timestamp = moment(12),
    _ change: (inout Run) -> Void = { _ in }
) -> Run {
    var run = Run(
        source: SourceName(source), provider: provider, id: RunID(id), status: status,
        firstSeen: firstSeen)
    change(&run)
    return run
}

/// A record of one observation.
package func record(
    _ id: String, _ status: RunStatus, source: String = "well-prod", asOf: Timestamp? = nil,
    seenAt: Timestamp = moment(12), _ change: (inout RunObservation) -> Void = { _ in }
) -> RunRecord {
    var observation = RunObservation(id: RunID(id), asOf: asOf, status: status)
    change(&observation)
    return RunRecord(observation, source: SourceName(source), provider: .well, seenAt: seenAt)
}

/// The UTF-8 bytes of a text.
package func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

extension AsyncHTTPClientTransport.Limits {
    /// Bounds for exchanges with loopback that hold while other tests keep the machine busy.
    package static var patient: Self {
        var limits = Self()
        limits.connect = .seconds(300)
        limits.head = .seconds(300)
        limits.silence = .seconds(300)
        limits.total = .seconds(300)
        return limits
    }
}
