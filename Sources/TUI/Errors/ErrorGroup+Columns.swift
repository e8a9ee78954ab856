import Runs
import RunTable

extension ErrorGroup: TableItem {
    static var usualOrder: TableOrder? { TableOrder(column: "count", descending: true) }

    static let columns: [Column<ErrorGroup>] = [
        Column(
            "count", "COUNT", .fixed(7, .right), givesWay: 0,
            order: .descending { $0.count < $1.count }
        ) { group, _ in [Span(ShortText.brief(group.count), .tableRow)] },
        Column("new", "SEEN", .fixed(5), givesWay: 5, order: .descending { !$0.isNew && $1.isNew })
        { group, _ in [Span(group.isNew ? "new" : "known", group.isNew ? .errorNew : .textMuted)] },
        Column(
            "error", "ERROR", .flexible(24, upTo: 40, share: 1), givesWay: 0,
            order: .ascending { $0.title.lowercased() < $1.title.lowercased() }
        ) { group, _ in [Span(group.title, group.isNew ? .errorNew : .statusFailed)] },
        Column(
            "pipelines", "PIPELINES", .fixed(9, .right), givesWay: 3,
            order: .descending { $0.pipelines < $1.pipelines }
        ) { group, _ in [Span(ShortText.count(group.pipelines), .tableRow)] },
        Column(
            "sources", "SOURCES", .flexible(12, upTo: 24), givesWay: 4,
            order: .ascending { $0.sourceNames < $1.sourceNames }
        ) { group, _ in [Span(group.sourceNames, .textMuted)] },
        Column(
            "first", "FIRST", .fixed(11), givesWay: 2,
            order: .descending { moment($0.firstSeen) < moment($1.firstSeen) }
        ) { $1.moment($0.firstSeen, .textMuted) },
        Column(
            "last", "LAST", .fixed(11), givesWay: 1,
            order: .descending { moment($0.lastSeen) < moment($1.lastSeen) }
        ) { $1.moment($0.lastSeen) },
    ]

    /// What the messages have in common.
    var title: String { fingerprint.isEmpty ? "(no message)" : fingerprint }

    private var sourceNames: String { sources.map(\.text).joined(separator: ", ") }

    private static func moment(_ moment: Timestamp?) -> Int64 { moment?.milliseconds ?? .min }
}
