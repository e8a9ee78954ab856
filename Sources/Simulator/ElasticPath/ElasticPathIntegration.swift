/// An integration of a store: what runs.
package struct ElasticPathIntegration: Sendable, Hashable {
    /// The integration's identifier.
    package var id: String
    /// Its name.
    package var name: String
    /// Whether it is switched on.
    package var enabled: Bool
    /// `webhook`, `aws_sqs` or `stomp`.
    package var type: String
    /// The events that set it off.
    package var observes: [String]
    /// Members of `configuration`. They hold secrets that no client may show.
    package var configuration: JSON

    /// Creates an integration.
    package init(
        id: String, name: String, enabled: Bool = true, type: String = "webhook",
        observes: [String] = ["order.created"],
        configuration: JSON = [
            "url": "https://hooks.example.com/in", "secret_key": "whsec_simulated_secret",
        ]
    ) {
        self.id = id
        self.name = name
        self.enabled = enabled
        self.type = type
        self.observes = observes
        self.configuration = configuration
    }

    var json: JSON {
        [
            "id": .string(id),
            "type": "integration",
            "name": .string(name),
            "enabled": .bool(enabled),
            "integration_type": .string(type),
            "observes": .array(observes.map { .string($0) }),
            "configuration": configuration,
        ]
    }
}
