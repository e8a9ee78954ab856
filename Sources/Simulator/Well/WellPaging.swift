import Foundation

/// The query parameters that all of Well's lists take.
struct WellPaging {
    /// How many rows a page has at most: 1-500.
    var limit = 20
    /// The `pk` of the previous page's last row.
    var cursor: Int?
    /// The workspace to read, in lower case.
    var workspace: String?

    /// Reads and checks a request's parameters.
    /// - Throws: `badRequest` for the first that is not as documented.
    init(_ request: SimulatedRequest) throws(WellError) {
        if let text = request.parameter("limit") {
            guard let number = Int(text), (1...500).contains(number) else { throw .badRequest }
            limit = number
        }
        if let text = request.parameter("cursor") {
            guard let pk = PageToken(text: text)?["pk"], pk > 0 else { throw .badRequest }
            cursor = pk
        }
        if let text = request.parameter("workspaceId") {
            guard let id = UUID(uuidString: text) else { throw .badRequest }
            workspace = id.uuidString.lowercased()
        }
    }
}
