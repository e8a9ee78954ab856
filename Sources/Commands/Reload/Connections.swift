import Engine
import Runs

/// The connections of all sources, across reloads.
struct Connections: Sendable {
    /// Sources that were connected together; `names` are those that are still read.
    private struct Share: Sendable {
        let connected: ConnectedSources
        var names: Set<SourceName>
    }

    private var shares: [Share] = []

    init(_ connected: ConnectedSources) { add(connected) }

    mutating func add(_ connected: ConnectedSources) {
        shares.append(Share(connected: connected, names: Set(connected.sources.map(\.name))))
    }

    /// Drops sources. Returns the connections that no source needs any more.
    mutating func drop(_ names: Set<SourceName>) -> [ConnectedSources] {
        for place in shares.indices { shares[place].names.subtract(names) }
        let idle = shares.filter(\.names.isEmpty).map(\.connected)
        shares.removeAll(where: \.names.isEmpty)
        return idle
    }

    func disconnect() async {
        for share in shares { await share.connected.disconnect() }
    }
}
