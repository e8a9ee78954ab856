/// A kind of connection that Well offers, such as Mercury.
package struct WellConnector: WellRow, Sendable, Hashable {
    /// Orders and pages the list; not part of the JSON.
    var pk: Int
    var id: String
    var name: String

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
package struct WellWorkspaceConnector: WellRow, Sendable, Hashable {
    /// Orders and pages the list; not part of the JSON.
    var pk: Int
    var id: String
    var connector: String
    var accountLabel: String?
    /// `active`, `error` or `disconnected`.
    var status: String
    /// Members of `config` besides the label: secrets that no client may show.
    var secrets: JSON

    /// Creates a workspace connector.
    package init(
        pk: Int, id: String, connector: String, accountLabel: String? = nil,
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
        let label: JSON = ["account_label": JSON(accountLabel)]
        return [
            "type": "workspace_connector",
            "id": .string(id),
            "attributes": ["status": .string(status), "config": label.adding(secrets)],
            "relationships": [
                "connector": ["data": ["type": "connector", "id": .string(connector)]]
            ],
        ]
    }
}
