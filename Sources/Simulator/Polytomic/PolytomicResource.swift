/// What a path of Polytomic's API names.
enum PolytomicResource {
    case events
    case eventTypes
    case syncs(PolytomicSync.Kind)
    case executions(PolytomicSync.Kind, sync: String)

    /// Reads a path's segments; nil for a path that the API does not have.
    init?(_ segments: [String]) {
        guard segments.first == "api" else { return nil }
        var rest = segments.dropFirst()
        switch rest {
        case ["events"]:
            self = .events
            return
        case ["events_types"]:
            self = .eventTypes
            return
        default:
            break
        }
        var kind = PolytomicSync.Kind.model
        if rest.first == "bulk" {
            kind = .bulk
            rest.removeFirst()
        }
        guard rest.first == "syncs" else { return nil }
        if rest.count == 1 {
            self = .syncs(kind)
            return
        }
        guard rest.count == 3, rest.last == "executions" else { return nil }
        self = .executions(kind, sync: rest[rest.startIndex + 1].lowercased())
    }
}
