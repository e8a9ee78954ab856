import Runs

/// How many rows a page shall have at most, and the parameter that says so.
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

/// Knows the lists whose pages came out too large, and asks for smaller ones: half as many rows,
/// down to one, and for more again once pages have had room for long; soon, where it was a single
/// row that was too large.
actor PageSizes {
    /// A page of which four have room can be twice as long.
    private static let roomy = 4 * 1_024 * 1_024
    /// How many pages in a row have to be roomy, at first and at most.
    private static let streaks = 4...64
    /// How many behind a single row that is too large: the next poll that ends there meets that row
    /// again, and is not to ask for it within ever larger pages.
    private static let streakBehindRow = 2

    private struct Bound {
        var rows: Int
        /// Whether a page was read since the size was last halved.
        var hasFit = false
        /// How many roomy pages came in a row.
        var roomy = 0
        /// How many are needed; more each time that the larger page did not fit.
        var needed: Int
    }

    private var bounds: [String: Bound] = [:]

    /// How many rows to ask a list for, where so many are wanted.
    func rows(of list: String, wanted: Int) -> Int {
        min(wanted, bounds[list]?.rows ?? wanted)
    }

    /// Takes in that a page of so many rows was too large.
    ///
    /// - Returns: How many rows to ask for instead; nil where a single row is too large.
    func halve(_ list: String, from rows: Int) -> Int? {
        guard rows > 1 else {
            // That says nothing of the rows behind it.
            bounds[list]?.roomy = 0
            bounds[list]?.needed = Self.streakBehindRow
            return nil
        }
        var needed = bounds[list]?.needed ?? Self.streaks.lowerBound
        if bounds[list]?.hasFit ?? false { needed = min(needed * 2, Self.streaks.upperBound) }
        bounds[list] = Bound(rows: rows / 2, needed: needed)
        return rows / 2
    }

    /// Takes in that a page of so many rows was read.
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
    /// Whether a smaller page may be read.
    var isTooLarge: Bool {
        switch self {
        case .unreachable(.tooLarge), .unreadable(.tooManyValues): true
        case .unreachable, .refused, .unreadable, .secret, .cancelled, .held: false
        }
    }
}

extension APIClient {
    /// Reads one page of a list, of fewer rows where it would be too large.
    ///
    /// - Throws: What the API or the network refused; `tooLarge` where a single row is.
    func page(
        _ endpoint: String, _ query: [QueryItem], _ size: PageSize
    ) async throws(ProviderError) -> SizedReply {
        let first = await pageSizes.rows(of: endpoint, wanted: size.rows)
        return try await page(of: endpoint, from: first) { rows throws(ProviderError) in
            try await get(endpoint, [QueryItem(size.parameter, String(rows))] + query)
        }
    }

    /// Reads one page of a list in some way, of fewer rows where it would be too large.
    ///
    /// - Returns: The page, and how many rows were asked for in the end.
    /// - Throws: What the API or the network refused; `tooLarge` where a single row is.
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
