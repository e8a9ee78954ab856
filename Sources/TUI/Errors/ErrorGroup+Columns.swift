import Runs
import RunTable

extension ErrorGroup: Digest {
    /// The most frequent come first.
    static var usualOrder: DigestOrder { DigestOrder(column: "count", descending: true) }

    static let columns: [DigestColumn<ErrorGroup>] = [
        DigestColumn(
            "count", "COUNT", width: 7, alignment: .right, givesWay: 0, startsDescending: true,
            precedes: { $0.count < $1.count },
            cell: { group, _ in [Span(ShortText.brief(group.count), .tableRow)] }),
        DigestColumn(
            "new", "SEEN", width: 5, givesWay: 5, startsDescending: true,
            precedes: { !$0.isNew && $1.isNew },
            cell: { group, _ in
                [Span(group.isNew ? "new" : "known", group.isNew ? .errorNew : .textMuted)]
            }),
        DigestColumn(
            "error", "ERROR", least: 24, width: 40, share: 1, givesWay: 0,
            precedes: { $0.title.lowercased() < $1.title.lowercased() },
            cell: { group, context in
                context.line(group.title, group.isNew ? .errorNew : .statusFailed)
            }),
        DigestColumn(
            "pipelines", "PIPELINES", width: 9, alignment: .right, givesWay: 3,
            startsDescending: true, precedes: { $0.pipelines < $1.pipelines },
            cell: { group, _ in [Span(ShortText.count(group.pipelines), .tableRow)] }),
        DigestColumn(
            "sources", "SOURCES", least: 12, width: 24, givesWay: 4,
            precedes: { $0.sourceNames < $1.sourceNames },
            cell: { $1.line($0.sourceNames, .textMuted) }),
        DigestColumn(
            "first", "FIRST", width: 11, givesWay: 2, startsDescending: true,
            precedes: { moment($0.firstSeen) < moment($1.firstSeen) },
            cell: { $1.moment($0.firstSeen, .textMuted) }),
        DigestColumn(
            "last", "LAST", width: 11, givesWay: 1, startsDescending: true,
            precedes: { moment($0.lastSeen) < moment($1.lastSeen) },
            cell: { $1.moment($0.lastSeen) }),
    ]

    /// What the messages have in common.
    var title: String { fingerprint.isEmpty ? "(no message)" : fingerprint }

    private var sourceNames: String { sources.map(\.text).joined(separator: ", ") }

    private static func moment(_ moment: Timestamp?) -> Int64 { moment?.milliseconds ?? .min }
}
