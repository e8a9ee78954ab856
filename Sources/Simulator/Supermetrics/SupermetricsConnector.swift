/// A team's connector: what makes the calls.
package struct SupermetricsConnector: Sendable, Hashable {
    /// The identifier, such as `T3S70`.
    package var identifier: String
    /// The name its owner gave it.
    package var name: String
    /// Whether the account may read its logs.
    package var isReadable: Bool

    /// Creates a connector.
    package init(identifier: String, name: String, isReadable: Bool = true) {
        self.identifier = identifier
        self.name = name
        self.isReadable = isReadable
    }

    /// The connector in the list; with its configuration, which holds secrets that no client
    /// should ask for.
    func json(withConfigs: Bool) -> JSON {
        let own: JSON = [
            "connector_identifier": .string(identifier), "name": .string(name),
            "status": "published",
        ]
        guard withConfigs else { return own }
        return own.adding([
            JSON.Member("configs", [["client_secret": "simulated-client-secret"]])
        ])
    }
}
