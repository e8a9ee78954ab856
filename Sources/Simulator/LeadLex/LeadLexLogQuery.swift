/// The place in a list that a request asks for.
struct LeadLexPaging {
    /// The page, counted from 1.
    var page = 1
    /// How many rows a page has at most: 1-100.
    var perPage = 25

    /// Reads and checks a request's parameters.
    /// - Throws: `invalidParameter` for the first that is not as documented.
    init(_ request: SimulatedRequest) throws(LeadLexError) {
        if let text = request.parameter("page") {
            guard let number = Int(text), (1...1_000_000_000).contains(number) else {
                throw .invalidParameter("page")
            }
            page = number
        }
        if let text = request.parameter("per_page") {
            guard let number = Int(text), (1...100).contains(number) else {
                throw .invalidParameter("per_page")
            }
            perPage = number
        }
    }

    /// How many rows come before the page.
    var skipped: Int { (page - 1) * perPage }

    /// The description of a page in a list of so many rows.
    func meta(total: Int) -> JSON {
        ["page": .integer(page), "per_page": .integer(perPage), "total": .integer(total)]
    }
}

/// Which log entries a request asks for.
struct LeadLexLogQuery {
    /// The statuses that the page knows.
    private static let statuses = ["success", "failed", "skipped"]

    let paging: LeadLexPaging
    /// The only status that is wanted.
    var status: String?
    /// The earliest trigger that is wanted, itself included.
    var after: Moment?

    /// Reads and checks a request's parameters.
    /// - Throws: `invalidParameter` for the first that is not as documented.
    init(_ request: SimulatedRequest) throws(LeadLexError) {
        paging = try LeadLexPaging(request)
        if let text = request.parameter("status") {
            guard Self.statuses.contains(text) else { throw .invalidParameter("status") }
            status = text
        }
        if let text = request.parameter("after") {
            guard let moment = Moment(text) else { throw .invalidParameter("after") }
            after = moment
        }
    }
}
