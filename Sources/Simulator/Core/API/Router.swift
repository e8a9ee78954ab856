struct Call {
    let request: SimulatedRequest
    /// The decoded segments that the pattern's stars match.
    let names: [String]
    let now: Moment
}

/// The resources of a vendor's API, such as `GET /v1/workflows/*/logs`; a star matches one segment.
struct Router<API>: Sendable, ExpressibleByDictionaryLiteral {
    typealias Handler = @Sendable (API) -> (Call) throws(Refusal) -> JSON

    private struct Route: Sendable {
        let method: String
        let pattern: [Substring]
        let handler: Handler

        func names(in segments: [String]) -> [String]? {
            guard segments.count == pattern.count else { return nil }
            let pairs = zip(pattern, segments)
            guard pairs.allSatisfy({ $0 == "*" || $0 == $1 }) else { return nil }
            return pairs.compactMap { $0 == "*" ? $1 : nil }
        }
    }

    private let routes: [Route]

    init(dictionaryLiteral elements: (String, Handler)...) {
        routes = elements.map { resource, handler in
            let parts = resource.split { " /".contains($0) }
            return Route(
                method: String(parts[0]), pattern: Array(parts.dropFirst()), handler: handler)
        }
    }

    /// Throws `notFound` for an unknown path, `methodNotAllowed` for another method.
    func match(
        _ request: SimulatedRequest, at now: Moment
    ) throws(Refusal) -> (handler: Handler, call: Call) {
        let segments = request.segments
        for route in routes {
            guard let names = route.names(in: segments) else { continue }
            guard request.method == route.method else {
                throw Refusal(reason: .methodNotAllowed, allowed: route.method)
            }
            return (route.handler, Call(request: request, names: names, now: now))
        }
        throw .notFound
    }
}
