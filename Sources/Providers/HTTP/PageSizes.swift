import Runs

struct PageSize: Hashable, Sendable {
    let parameter: String
    let rows: Int

    init(_ parameter: String, _ rows: Int) {
        self.parameter = parameter
        self.rows = rows
    }
}

struct SizedReply: Hashable, Sendable {
    let reply: APIReply
    let rows: Int
}

/// Halves the page size of a list after a page that is too large, down to one row. Doubles it again
/// after many pages with room to spare; soon, if a single row was too large.
actor PageSizes {
    /// A page up to a quarter of the greatest body may become twice as long.
    private static let roomy = 4 * 1_024 * 1_024
    /// How many consecutive pages must be roomy, at first and at most.
    private static let streaks = 4...64
    /// How many after a single row that is too large: the next poll that ends there meets that row
    /// again, and must not request it within ever larger pages.
    private static let streakBehindRow = 2

    private struct Bound {
        var rows: Int
        var hasFit = false
        var roomy = 0
        /// How many must be; more each time that the larger page did not fit.
        var needed: Int
    }

    private var bounds: [String: Bound] = [:]

    func rows(of list: String, wanted: Int) -> Int {
        min(wanted, bounds[list]?.rows ?? wanted)
    }

    func halve(_ list: String, from rows: Int) -> Int? {
        guard rows > 1 else {
            // The rows behind it may be small.
            bounds[list]?.roomy = 0
            bounds[list]?.needed = Self.streakBehindRow
            return nil
        }
        var needed = bounds[list]?.needed ?? Self.streaks.lowerBound
        if bounds[list]?.hasFit ?? false { needed = min(needed * 2, Self.streaks.upperBound) }
        bounds[list] = Bound(rows: rows / 2, needed: needed)
        return rows / 2
    }

    func fits(_ list: String, _ rows: Int, byteCount: Int) {
        guard var bound = bounds[list], bound.rows == rows else { return }
        bound.hasFit = true
        bound.roomy = byteCount <= Self.roomy ? bound.roomy + 1 : 0
        if bound.roomy >= bound.needed {
            bound.rows *= 2
            bound.roomy = 0
        }
        bounds[list] = bound
    }
}

extension ProviderError {
    var isTooLarge: Bool {
        switch self {
        case .unreachable(.tooLarge), .unreadable(.tooManyValues): true
        case .unreachable, .refused, .unreadable, .secret, .cancelled, .held: false
        }
    }
}

extension APIClient {
    func page(
        _ endpoint: String, _ query: [QueryItem], _ size: PageSize, _ permit: CallPermit
    ) async throws(ProviderError) -> SizedReply {
        let first = await pageSizes.rows(of: endpoint, wanted: size.rows)
        return try await page(of: endpoint, from: first) { rows throws(ProviderError) in
            try await get(endpoint, [QueryItem(size.parameter, String(rows))] + query, permit)
        }
    }

    /// Reads one page in any way, with fewer rows if it is too large; returns their number too.
    func page(
        of list: String, from first: Int, read: (Int) async throws(ProviderError) -> APIReply
    ) async throws(ProviderError) -> SizedReply {
        var rows = first
        while true {
            do throws(ProviderError) {
                var reply = try await read(rows)
                reply.isShortened = rows < first
                await pageSizes.fits(list, rows, byteCount: reply.byteCount)
                return SizedReply(reply: reply, rows: rows)
            } catch {
                guard error.isTooLarge,
                    let fewer = await pageSizes.halve(list, from: rows)
                else { throw error }
                rows = fewer
            }
        }
    }
}
