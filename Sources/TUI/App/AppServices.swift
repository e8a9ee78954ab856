package import Runs
package import RunTable

/// What the interface asks of the program around it.
///
/// What takes time comes back as a notice where nothing is returned.
package protocol AppServices: Sendable {
    /// Asks for a poll of one source, or of all, at once.
    ///
    /// - Parameters:
    ///   - source: The source, or nil for all of them.
    ///   - reserve: Whether the part of a rate budget that is kept for people may be spent.
    func poll(_ source: SourceName?, _ reserve: ReserveUse)

    /// Asks for runs that are older than those that are held.
    func readOlder(_ question: RunQuestion)

    /// Reads all that is known of a run; nil where it is not held any more.
    func run(for key: RunKey) async -> Run?

    /// Reads the same of many runs, for filters that ask for it.
    func records(of keys: [RunKey]) async -> [RunKey: RunRecord]

    /// Reads the themes to pick from.
    func themes() async -> ThemeShelf

    /// Reads the configuration again.
    func reload()

    /// Remembers what is shown, for the next time.
    func keep(_ session: Session)

    /// Opens a page in a browser.
    func browse(_ page: String)

    /// Hands a copied text to whatever takes it beside the terminal.
    func copy(_ text: String)

    /// Writes what is listed to a file, until it is done or the task is cancelled.
    func export(_ wish: ExportRequest, _ listing: RunListing) async
}
