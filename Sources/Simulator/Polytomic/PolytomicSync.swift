/// A sync that an organisation has set up: what runs.
package struct PolytomicSync: Sendable, Hashable {
    /// The sync's identifier, in lower case.
    package var id: String
    /// Its name, such as `Accounts → Salesforce`.
    package var name: String
    /// Which of the two lists it is in.
    package var kind: Kind
    /// Whether it runs at all.
    package var isActive: Bool

    /// The two kinds of syncs, each with a list and event types of its own.
    package enum Kind: Sendable, Hashable {
        /// From a model to a target: `/api/syncs`, `sync.*`.
        case model
        /// From a source to a destination: `/api/bulk/syncs`, `bulk_sync.*`.
        case bulk
    }

    /// Creates a sync.
    package init(id: String, name: String, kind: Kind = .model, isActive: Bool = true) {
        self.id = id.lowercased()
        self.name = name
        self.kind = kind
        self.isActive = isActive
    }

    func json(organization: String) -> JSON {
        let common: JSON = [
            "id": .string(id),
            "name": .string(name),
            "active": .bool(isActive),
            "organization_id": .string(organization),
        ]
        switch kind {
        case .model: return common.adding([JSON.Member("mode", "updateOrCreate")])
        case .bulk: return common.adding([JSON.Member("mode", "replicate")])
        }
    }
}
