/// A kind of connection that Well offers, such as Mercury.
package struct WellConnector: Sendable, Hashable {
    /// The number that orders and pages the list; not part of the JSON.
    package var pk: Int
    /// The connector's identifier.
    package var id: String
    /// The name of the service it connects to.
    package var name: String

    /// Creates a connector.
    package init(pk: Int, id: String, name: String) {
        self.pk = pk
        self.id = id
        self.name = name
    }

    var json: JSON {
        [
            "type": "connector",
            "id": .string(id),
            "attributes": [
                "name": .string(name),
                "slug": .string(name.lowercased().replacing(" ", with: "-")),
            ],
        ]
    }
}

/// A workspace's own connection to a service: what runs.
package struct WellWorkspaceConnector: Sendable, Hashable {
    /// The number that orders and pages the list; not part of the JSON.
    package var pk: Int
    /// The workspace connector's identifier.
    package var id: String
    /// The identifier of the connector it is an instance of.
    package var connector: String
    /// The label its owner gave the account, if any.
    package var accountLabel: String?
    /// Whether it works: `active`, `error`, `disconnected`.
    package var status: String
    /// Members of `config` beside the label. They hold secrets that no client may show.
    package var secrets: JSON

    /// Creates a workspace connector.
    package init(
        pk: Int,
        id: String,
        connector: String,
        accountLabel: String? = nil,
        status: String = "active",
        secrets: JSON = ["access_token": "ya29.simulated-access-token"]
    ) {
        self.pk = pk
        self.id = id
        self.connector = connector
        self.accountLabel = accountLabel
        self.status = status
        self.secrets = secrets
    }

    var json: JSON {
        var config: [JSON.Member] = [JSON.Member("account_label", JSON(accountLabel))]
        if case .object(let members) = secrets { config += members }
        return [
            "type": "workspace_connector",
            "id": .string(id),
            "attributes": ["status": .string(status), "config": .object(config)],
            "relationships": [
                "connector": ["data": ["type": "connector", "id": .string(connector)]]
            ],
        ]
    }
}
