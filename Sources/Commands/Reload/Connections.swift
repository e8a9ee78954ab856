import Engine
import Runs

/// The connections of sources that come and go.
struct Connections: Sendable {
    /// Sources that were connected together, and those of them that are still read.
    private struct Share: Sendable {
        let connected: ConnectedSources
        var names: Set<SourceName>
    }

    private var shares: [Share] = []

    /// Begins with what is connected.
    init(_ connected: ConnectedSources) { add(connected) }

    /// Takes in what was connected later.
    mutating func add(_ connected: ConnectedSources) {
        shares.append(Share(connected: connected, names: Set(connected.sources.map(\.name))))
    }

    /// Lets go of sources.
    ///
    /// - Returns: What nobody reads through any more.
    mutating func drop(_ names: Set<SourceName>) -> [ConnectedSources] {
        for place in shares.indices { shares[place].names.subtract(names) }
        let idle = shares.filter(\.names.isEmpty).map(\.connected)
        shares.removeAll(where: \.names.isEmpty)
        return idle
    }

    /// Closes all of them.
    func disconnect() async {
        for share in shares { await share.connected.disconnect() }
    }
}
