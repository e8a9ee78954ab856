import Foundation

struct Page<Row> {
    var rows: [Row]
    /// How many rows the whole list has, if the vendor reports it.
    var total = 0
    var next: PageToken?
}

extension Page {
    /// `place` returns where a row is; the next page begins after the last one.
    init(
        first limit: Int, of rows: some Sequence<Row>, total: Int = 0,
        place: (Row) -> PageToken
    ) {
        let found = Array(rows.prefix(limit + 1))
        self.init(rows: Array(found.prefix(limit)), total: total)
        next = found.count > limit ? self.rows.last.map(place) : nil
    }

    init(first limit: Int, after offset: Int, of rows: some Collection<Row>) {
        self.init(rows: Array(rows.dropFirst(offset).prefix(limit)), total: rows.count)
    }

    func map<Other>(_ transform: (Row) -> Other) -> Page<Other> {
        Page<Other>(rows: rows.map(transform), total: total, next: next)
    }
}

/// An opaque place in a list: named integers as JSON, in unpadded base64url.
struct PageToken {
    private let values: [String: Int]

    init(_ values: [String: Int]) {
        self.values = values
    }

    init?(text: String) {
        var base64 = text.replacing("-", with: "+").replacing("_", with: "/")
        base64 += String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
        guard !text.isEmpty, !text.contains("="), let data = Data(base64Encoded: base64),
            let values = try? JSONDecoder().decode([String: Int].self, from: data)
        else { return nil }
        self.values = values
    }

    subscript(name: String) -> Int? { values[name] }

    var text: String {
        let members = values.sorted { $0.key < $1.key }
            .map { JSON.Member($0.key, .integer($0.value)) }
        return Data(JSON.object(members).encoded).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}

/// A record as a vendor's page shows it, created with common values.
package protocol Record {}

extension Record {
    /// Returns the record with some fields changed.
    package func with(_ change: (inout Self) -> Void) -> Self {
        var record = self
        change(&record)
        return record
    }
}
