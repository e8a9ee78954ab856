/// The query parameters that all of Elastic Path's lists take.
struct ElasticPathPaging {
    /// How many rows a page has at most: 1-100.
    var limit = 25
    /// How many rows lie before the page: 0-10,000.
    var offset = 0

    /// Reads and checks a request's parameters.
    /// - Throws: `unprocessable` for the first that is not as documented.
    init(_ request: SimulatedRequest) throws(ElasticPathError) {
        limit = try Self.number("page[limit]", 1...100, request) ?? limit
        offset = try Self.number("page[offset]", 0...10_000, request) ?? offset
    }

    private static func number(
        _ name: String, _ range: ClosedRange<Int>, _ request: SimulatedRequest
    ) throws(ElasticPathError) -> Int? {
        guard let text = request.parameter(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw .unprocessable(
                "\(name) has to be between \(range.lowerBound) and \(range.upperBound)")
        }
        return number
    }

    /// Wraps a page's rows as the vendor's page shows it, or as newer answers do.
    func envelope(
        _ rows: [JSON], total: Int, path: String, style: ElasticPathWorld.Style
    ) -> JSON {
        switch style {
        case .counted:
            return [
                "data": .array(rows),
                "meta": [
                    "limit": .integer(limit), "offset": .integer(offset),
                    "current": .integer(offset / limit + 1),
                    "total": .integer((total + limit - 1) / limit),
                ],
                "results": ["total": .integer(total)],
            ]
        case .linked:
            let relative = path.hasPrefix("/v2") ? String(path.dropFirst(3)) : path
            func link(_ offset: Int) -> JSON {
                .string("\(relative)?page[offset]=\(offset)&page[limit]=\(limit)")
            }
            let next = offset + limit < total ? link(offset + limit) : .null
            return [
                "data": .array(rows),
                "links": [
                    "current": link(offset), "first": link(0), "next": next,
                    "prev": offset > 0 ? link(max(0, offset - limit)) : .null,
                ],
            ]
        }
    }
}
