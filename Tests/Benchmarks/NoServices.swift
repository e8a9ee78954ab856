import Runs
import RunTable
import TUI

/// Around an interface of which nothing but its frames is wanted.
struct NoServices: AppServices {
    func poll(_ source: SourceName?, _ reserve: ReserveUse) {}
    func readOlder(_ question: RunQuestion) {}
    func run(for key: RunKey) async -> Run? { nil }
    func records(of keys: [RunKey]) async -> [RunKey: RunRecord] { [:] }
    func themes() async -> ThemeShelf { ThemeShelf() }
    func reload() {}
    func keep(_ session: Session) {}
    func browse(_ page: String) {}
    func copy(_ text: String) {}
    func export(_ requestPoll: ExportRequest, _ listing: RunListing) async {}
}
