/// What the engine holds at one moment: every run, and how every source fares.
package struct MonitorSnapshot: Sendable {
    /// The runs.
    package let table: RunTable
    /// The sources, in the order of the configuration.
    package let sources: [SourceHealth]

    /// Joins runs and sources.
    package init(table: RunTable, sources: [SourceHealth]) {
        self.table = table
        self.sources = sources
    }
}
