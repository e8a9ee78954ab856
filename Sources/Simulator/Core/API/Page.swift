import Foundation

/// One page of a list.
struct Page<Row> {
    var rows: [Row]
    /// How many rows the whole list has, where the vendor counts them.
    var total = 0
    /// The place that the next page begins after, where more rows follow.
    var next: PageToken?
}

extension Page {
    /// Cuts a page from the rows that follow a place; what comes after it is asked of its last row.
    init(
        first limit: Int, of rows: some Sequence<Row>, total: Int = 0,
        place: (Row) -> PageToken
    ) {
        let found = Array(rows.prefix(limit + 1))
        self.init(rows: Array(found.prefix(limit)), total: total)
        next = found.count > limit ? self.rows.last.map(place) : nil
    }

    /// Cuts a page from a whole list by how many rows to leave out.
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

    /// Reads a token, or returns nil for text that no page ever handed out.
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

/// A record as a vendor's page shows it. It is created with what most of its kind have.
package protocol Record {}

extension Record {
    /// Returns the record with some fields changed.
    package func with(_ change: (inout Self) -> Void) -> Self {
        var record = self
        change(&record)
        return record
    }
}
