extension Query {
    /// Whether it asks for what a table does not list, such as a value in the metadata.
    package var asksForPayload: Bool { QueryPlan(self).leaves.contains(where: \.needsPayload) }
}
