import Runs

struct LogPage: Hashable, Sendable {
    let offset: Int
    let entries: [LogEntry]
    let total: Int?
    let asked: Int
    /// Whether the list ends here, as far as the page shows.
    let isLast: Bool
    private let room: Int

    /// Replaces the page of a place that the server does not accept.
    static func empty(at offset: Int) -> LogPage {
        LogPage(offset: offset, entries: [], total: nil, isLast: true)
    }

    /// Replaces a single row that is too large.
    static func tooLarge(at offset: Int, total: Int?) -> LogPage {
        LogPage(
            offset: offset, entries: [LogEntry(.null)], total: total,
            isLast: total.map { offset + 1 >= $0 } ?? false, asked: 1)
    }

    private init(
        offset: Int, entries: [LogEntry], total: Int?, isLast: Bool, asked: Int = LogList.limit
    ) {
        room = LogList.limit
        self.asked = asked
        self.offset = offset
        self.entries = entries
        self.total = total
        self.isLast = isLast
    }

    /// Reads a page of the requested place and size. Older responses count the list; newer ones
    /// have links, of which only the presence is used.
    init(_ body: JSONValue, rows: [JSONValue], offset: Int, asked: Int = LogList.limit) {
        self.offset = offset
        self.asked = asked
        entries = rows.map(LogEntry.init)
        let total = (body["results"]?["total"] ?? body["meta"]?["results"]?["total"])?.integer
        self.total = total.map { Int($0.clamped(to: 0...1 << 40)) }
        let limit = Int(clamping: body["meta"]?["limit"]?.integer ?? Int64(asked))
        room = limit.clamped(to: 1...max(asked, 1))
        if let total = self.total {
            // Rows that an empty page leaves out may be on the next one.
            isLast = offset + (rows.isEmpty ? room : rows.count) >= total
        } else if let links = body["links"], links["next"] != nil {
            isLast = links["next"]?.scalarText?.isEmpty ?? true
        } else {
            isLast = rows.count < room
        }
    }

    var ids: [String] { entries.compactMap(\.id) }

    var hasAllIDs: Bool { entries.allSatisfy { $0.id != nil } }

    /// How far down the next page begins, so that both share some rows.
    func stride(sharing overlap: Int) -> Int {
        entries.isEmpty ? room : max(1, entries.count - min(overlap, entries.count / 2))
    }

    var firstTime: Timestamp? { entries.lazy.compactMap(\.time).first }
    var lastTime: Timestamp? { entries.reversed().lazy.compactMap(\.time).first }
}

struct LogEntry: Hashable, Sendable {
    let id: String?
    let time: Timestamp?
    let job: String?
    let attempt: Int64?
    let observation: Result<RunObservation, RejectedRow>

    init(_ value: JSONValue) {
        let row = Row(value)
        id = row.text("id").value
        time = row.moment("meta.timestamps.created_at").value?.timestamp
        job = row.text("relationships.job.data.id").value
        attempt = row.integer("attempt").value
        do throws(RejectedRow) {
            observation = .success(try ElasticPathWire.log(row))
        } catch {
            observation = .failure(error)
        }
    }
}

/// The order of a list, which the vendor does not document.
enum ListOrder: String, Codable, Hashable, Sendable {
    case newestFirst
    case oldestFirst

    /// Infers the order from the times of rows that are far apart.
    init?(from first: Timestamp?, to last: Timestamp?) {
        guard let first, let last, first != last else { return nil }
        self = first > last ? .newestFirst : .oldestFirst
    }

    /// Infers the order from one page: from its times, else from the attempts at one job.
    init?(within page: LogPage) {
        if let order = ListOrder(from: page.firstTime, to: page.lastTime) {
            self = order
            return
        }
        var last: [String: Int64] = [:]
        var rises = 0
        for entry in page.entries {
            guard let job = entry.job, let attempt = entry.attempt else { continue }
            if let before = last.updateValue(attempt, forKey: job) {
                rises += attempt == before ? 0 : attempt > before ? 1 : -1
            }
        }
        guard rises != 0 else { return nil }
        self = rises < 0 ? .newestFirst : .oldestFirst
    }

    /// Infers the order from the end at which a known list has grown.
    init?(from page: LogPage, known: Set<String>) {
        let isKnown = page.ids.map(known.contains)
        guard let first = isKnown.firstIndex(of: true), let last = isKnown.lastIndex(of: true)
        else { return nil }
        let grewBefore = isKnown[..<first].contains(false)
        let grewAfter = isKnown[(last + 1)...].contains(false)
        guard grewBefore != grewAfter else { return nil }
        self = grewBefore ? .newestFirst : .oldestFirst
    }
}
