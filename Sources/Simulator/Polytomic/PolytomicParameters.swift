import Foundation

/// Reads the query parameters that several of Polytomic's lists take.
enum PolytomicParameters {
    /// Returns how many rows a page may have.
    /// - Throws: `invalid` for what is no number in the range.
    static func limit(
        of request: SimulatedRequest, _ range: ClosedRange<Int>, usually: Int
    ) throws(PolytomicError) -> Int {
        guard let text = request.parameter("limit") else { return usually }
        guard let number = Int(text), range.contains(number) else { throw .invalid("limit") }
        return number
    }

    /// Returns the place to go on from.
    /// - Throws: `invalid` for a text that no page handed out.
    static func token(of request: SimulatedRequest) throws(PolytomicError) -> PageToken? {
        guard let text = request.parameter("page_token") else { return nil }
        guard let token = PageToken(text: text) else { throw .invalid("page_token") }
        return token
    }

    /// Returns a time given in RFC 3339.
    /// - Throws: `invalid` for anything else.
    static func moment(
        _ name: String, of request: SimulatedRequest
    ) throws(PolytomicError) -> Moment? {
        guard let text = request.parameter(name) else { return nil }
        guard let moment = Moment(text) else { throw .invalid(name) }
        return moment
    }

    /// Checks an identifier that is accepted and, for ordinary callers, has no effect.
    /// - Throws: `invalid` where it is no UUID.
    static func checkUUID(
        _ name: String, of request: SimulatedRequest
    ) throws(PolytomicError) {
        guard let text = request.parameter(name) else { return }
        guard UUID(uuidString: text) != nil else { throw .invalid(name) }
    }
}
