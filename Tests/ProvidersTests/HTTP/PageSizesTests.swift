@testable import Providers
import Runs
import Testing

@Suite struct PageSizesTests {
    /// Answers pages of rows that are so long each, which do not fit beyond 16 MiB.
    private func transport(rowLength: @escaping @Sendable (Int) -> Int) -> ScriptedTransport {
        ScriptedTransport { call throws(ProviderError) in
            let rows = call.query["limit"].flatMap { Int($0) } ?? 0
            guard rows * rowLength(call.index) <= 16_777_216 else {
                throw .unreachable(.tooLarge(limit: 16_777_216))
            }
            return .json("{}")
        }
    }

    private func sizes(_ transport: ScriptedTransport) async -> [String?] {
        await transport.calls.map { $0.query["limit"] }
    }

    @Test func `a page that is too large is halved until it fits, and stays so`() async throws {
        let transport = transport { _ in 60_000 }
        let client = try APIClient.scripted(transport)
        let first = try await client.page("/v1/x", [QueryItem("a", "b")], PageSize("limit", 500))
        #expect(first.rows == 250)
        #expect(try await client.page("/v1/x", [], PageSize("limit", 500)).rows == 250)
        #expect(try await client.page("/v1/x", [], PageSize("limit", 100)).rows == 100)
        // Another list knows nothing of it.
        await #expect(throws: Never.self) {
            try await client.page("/v1/y", [], PageSize("limit", 200))
        }
        #expect(await sizes(transport) == ["500", "250", "250", "100", "200"])
        #expect(await transport.calls.first?.query["a"] == "b")
    }

    @Test func `a single row that is too large is told`() async throws {
        let transport = transport { _ in 20_000_000 }
        let client = try APIClient.scripted(transport)
        await #expect(throws: ProviderError.unreachable(.tooLarge(limit: 16_777_216))) {
            try await client.page("/v1/x", [], PageSize("limit", 100))
        }
        #expect(
            await sizes(transport) == ["100", "50", "25", "12", "6", "3", "1"])
    }

    @Test func `pages grow again once there is room, and more slowly after a relapse`() async throws
    {
        let transport = transport { [0, 6].contains($0) ? 60_000 : 100 }
        let client = try APIClient.scripted(transport)
        for _ in 0..<14 { _ = try await client.page("/v1/x", [], PageSize("limit", 500)) }
        let expected =
            ["500"] + Array(repeating: "250", count: 4) + ["500", "500"]
            + Array(repeating: "250", count: 8) + ["500"]
        #expect(await sizes(transport) == expected)
    }

    @Test func `only roomy pages in a row, of the size that is asked for, let pages grow`() async {
        let sizes = PageSizes()
        #expect(await sizes.halve("x", from: 500) == 250)
        let roomy = 4 * 1_024 * 1_024
        for (rows, byteCount) in [
            (250, roomy), (250, roomy), (250, roomy), (250, roomy + 1), (100, roomy), (250, roomy),
            (250, roomy), (250, roomy),
        ] {
            await sizes.fits("x", rows, byteCount: byteCount)
            #expect(await sizes.rows(of: "x", wanted: 500) == 250)
        }
        await sizes.fits("x", 250, byteCount: roomy)
        #expect(await sizes.rows(of: "x", wanted: 500) == 500)
    }

    @Test func `other errors make no page smaller`() async throws {
        let transport = ScriptedTransport { _ in .json("{}", status: 500) }
        let client = try APIClient.scripted(transport)
        await #expect(throws: ProviderError.self) {
            try await client.page("/v1/x", [], PageSize("limit", 500))
        }
        #expect(await transport.calls.count == 1)
    }

    @Test func `after relapses sixty-four roomy pages are enough, however many there were`()
        async throws
    {
        let sizes = PageSizes()
        var rows = 1_000
        for _ in 0..<7 {
            rows = try #require(await sizes.halve("x", from: rows))
            await sizes.fits("x", rows, byteCount: .max)
        }
        #expect(rows == 7)
        for _ in 0..<63 { await sizes.fits("x", 7, byteCount: 1) }
        #expect(await sizes.rows(of: "x", wanted: 500) == 7)
        await sizes.fits("x", 7, byteCount: 1)
        #expect(await sizes.rows(of: "x", wanted: 500) == 14)
    }

    @Test func `pages double one time after another, up to what is wanted`() async {
        let sizes = PageSizes()
        #expect(await sizes.halve("x", from: 500) == 250)
        #expect(await sizes.halve("x", from: 250) == 125)
        // However far down it went at once, it was one relapse.
        for _ in 0..<4 { await sizes.fits("x", 125, byteCount: 1) }
        for _ in 0..<3 { await sizes.fits("x", 250, byteCount: 1) }
        #expect(await sizes.rows(of: "x", wanted: 500) == 250)
        #expect(await sizes.rows(of: "x", wanted: 100) == 100)
        #expect(await sizes.rows(of: "y", wanted: 500) == 500)
        await sizes.fits("x", 250, byteCount: 1)
        #expect(await sizes.rows(of: "x", wanted: 1_000) == 500)
        #expect(await sizes.halve("x", from: 3) == 1)
        #expect(await sizes.halve("x", from: 1) == nil)
    }

    @Test func `behind a single row that is too large two roomy pages let pages double`() async {
        let sizes = PageSizes()
        var next: Int? = 100
        while let rows = next { next = await sizes.halve("x", from: rows) }
        await sizes.fits("x", 1, byteCount: 1)
        // It is met again by a poll that ended there.
        #expect(await sizes.halve("x", from: 1) == nil)
        for rows in [1, 2, 4, 8, 16, 32, 64, 100] {
            for _ in 0..<2 {
                #expect(await sizes.rows(of: "x", wanted: 100) == rows)
                await sizes.fits("x", rows, byteCount: 1)
            }
        }
        // Of a list without large pages there is nothing to note.
        #expect(await sizes.halve("y", from: 1) == nil)
        #expect(await sizes.rows(of: "y", wanted: 100) == 100)
    }

    @Test func `bytes and values may be too many`() {
        #expect(ProviderError.unreachable(.tooLarge(limit: 1)).isTooLarge)
        #expect(ProviderError.unreadable(.tooManyValues(limit: 1)).isTooLarge)
        #expect(!ProviderError.unreachable(.timedOut).isTooLarge)
        #expect(!ProviderError.unreadable(.notHTTP).isTooLarge)
    }
}
