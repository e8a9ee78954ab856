import Runs
import Testing

@testable import Providers

/// What one page of Well's list says that is new, and whether the walk goes on behind it.
struct WellPageTests {
    /// A walk down to 130 seconds ago, of a position whose newest known row is 10 seconds old.
    private let walk = NewestFirstWalk(news: .test - 130, floor: .test - 130, isFirst: false)

    private func position(_ open: [String: NewestFirstPosition.OpenRun] = [:])
        -> NewestFirstPosition
    {
        var position = NewestFirstPosition()
        position.watermark = .test - 10
        position.open = open
        return position
    }

    /// A row; times count from now, in milliseconds.
    private func row(
        _ id: String = "a", status: String? = "success", created: Int64? = nil,
        updated: Int64? = nil
    ) -> ListedRow {
        var attributes: [JSONValue.Member] = []
        if let status { attributes.append(.init("status", .string(status))) }
        if let created {
            attributes.append(.init("created_at", .string(Timestamp.at(ms: created).rfc3339)))
        }
        if let updated {
            attributes.append(.init("updated_at", .string(Timestamp.at(ms: updated).rfc3339)))
        }
        return WellWire.row(
            .object([.init("id", .string(id)), .init("attributes", .object(attributes))]))
    }

    @Test(
        arguments: [
            ("success", -130_000, nil, true), ("success", -130_001, nil, false),
            ("success", -900_000, -130_000, true), ("success", -900_000, -130_001, false),
            ("success", -1_000, -900_000, true), ("success", nil, nil, true),
            ("in_progress", -900_000, nil, true), ("scheduled", -900_000, -900_000, true),
            ("error", -900_000, nil, false),
        ] as [(String, Int64?, Int64?, Bool)])
    func `a row is told that came or changed within the overlap, or goes on`(
        status: String, created: Int64?, updated: Int64?, isReported: Bool
    ) throws {
        var position = position()
        let page = try position.take(
            [row(status: status, created: created, updated: updated)], next: nil, walk: walk,
            now: .test)
        #expect(page.observations.map(\.id.text) == (isReported ? ["a"] : []))
        #expect(position.open.isEmpty == (status == "success" || status == "error"))
    }

    @Test func `the end of a run that was open is told, however old, and it is followed no more`()
        throws
    {
        let known = NewestFirstPosition.OpenRun(created: .test - 900, seen: .test - 300)
        var position = position(["a": known])
        let page = try position.take(
            [row(created: -900_000)], next: nil, walk: walk, now: .test)
        #expect(page.observations.map(\.id.text) == ["a"])
        #expect(position.open.isEmpty)
        // One that ends between two pages of a walk is followed no more either.
        var other = walk
        other.open = ["a": known]
        _ = try position.take([row(created: -900_000)], next: nil, walk: other, now: .test)
        #expect(position.open.isEmpty)
    }

    @Test func `a run that goes on is followed by its creation and the time of reading`() throws {
        var position = position()
        _ = try position.take(
            [row(status: "in_progress", created: -900_000), row("b", status: "paused")],
            next: nil, walk: walk, now: .test + 3)
        #expect(
            position.open == [
                "a": NewestFirstPosition.OpenRun(created: .test - 900, seen: .test + 3)
            ])
    }

    @Test(
        arguments: [(-10_000, false), (-9_999, true), (nil, true)] as [(Int64?, Bool)])
    func `a row that cannot be read is told where it is newer than the newest known one`(
        created: Int64?, isReported: Bool
    ) throws {
        var position = position()
        let page = try position.take(
            [row(status: nil, created: created)], next: nil, walk: walk, now: .test)
        #expect(page.rejected.map(\.id) == (isReported ? ["a"] : []))
    }

    @Test(
        arguments: [
            ([-5_000, -130_000], nil, true), ([-5_000, -130_001], nil, false),
            ([-130_001, -5_000], nil, true), ([-5_000, -900_000], -1_000, true),
            ([-5_000, -130_001, nil], nil, false), ([nil, nil], nil, true),
        ] as [([Int64?], Int64?, Bool)])
    func `a walk goes on until the last row of a page that has a time lies below its floor`(
        created: [Int64?], lastChange: Int64?, goesOn: Bool
    ) throws {
        var position = position()
        var rows = created.enumerated().map { row("r\($0.offset)", created: $0.element) }
        if let lastChange {
            rows[rows.count - 1] = row("z", created: created.last ?? nil, updated: lastChange)
        }
        let page = try position.take(rows, next: "c", walk: walk, now: .test)
        #expect(page.hasMore == goesOn)
        #expect(page.gap == nil)
        #expect(position.walk?.cursor == (goesOn ? "c" : nil))
        let last = try position.take(rows, next: nil, walk: walk, now: .test)
        #expect(!last.hasMore)
    }

    @Test func `a page without times counts as blank, and one with a time begins the count anew`()
        throws
    {
        var position = position()
        var walk = walk
        walk.blankPages = 8
        _ = try position.take([row()], next: "c", walk: walk, now: .test)
        #expect(position.walk?.blankPages == 9)
        _ = try position.take([row(created: -1_000)], next: "c", walk: walk, now: .test)
        #expect(position.walk?.blankPages == 0)
        walk.blankPages = 9
        let page = try position.take([row()], next: "c", walk: walk, now: .test)
        #expect(!page.hasMore)
        #expect(page.gap == ReadGap(from: .test - 130, until: .test))
    }

    @Test(
        arguments: [
            (-130_000, nil, nil), (-129_999, nil, -129_999), (-50_000, -100_000, -100_000),
            (-100_000, -50_000, -100_000),
        ] as [(Int64, Int64?, Int64?)])
    func `a cursor that leads back ends the walk, and all below the oldest row met is a gap`(
        created: Int64, lowest: Int64?, reached: Int64?
    ) throws {
        var position = position()
        var walk = walk
        walk.cursor = "c"
        walk.lowest = lowest.map { .at(ms: $0) }
        let page = try position.take([row(created: created)], next: "c", walk: walk, now: .test)
        #expect(!page.hasMore)
        #expect(
            page.gap == reached.map { ReadGap(from: .test - 130, until: .at(ms: $0)) })
    }

    @Test func `the newest row of a page counts, wherever it stands`() throws {
        var position = position()
        _ = try position.take(
            [row(created: -9_000), row("b", created: -2_000), row("c", created: -5_000)],
            next: nil, walk: walk, now: .test)
        #expect(position.watermark == .test - 2)
        _ = try position.take([row(created: 100_000)], next: nil, walk: walk, now: .test)
        #expect(position.watermark == .test)
    }

    @Test(
        arguments: [
            (#""created_at":"T1","started_at":"T2","updated_at":"T4","completed_at":"T3""#, 1, 4),
            (#""created_at":"T1","started_at":"T2","completed_at":"T3""#, 1, 3),
            (#""created_at":"T1","started_at":"T2""#, 1, 2), (#""created_at":"T1""#, 1, 1),
            (#""created_at":"T4","updated_at":"T1""#, 4, 1),
            (#""started_at":"T2","updated_at":"T4","completed_at":"T3""#, 2, 4),
            (#""updated_at":"T4","completed_at":"T3""#, 4, 4),
            (#""completed_at":"T3""#, 3, 3), (#""created_at":null,"started_at":"T2""#, 2, 2),
            (#""status":"x""#, nil, nil),
        ] as [(String, Int64?, Int64?)])
    func `a row is placed by its creation, and dated by its last change`(
        attributes: String, created: Int64?, latest: Int64?
    ) throws {
        var text = attributes
        for second in 1...4 {
            text = text.replacing("T\(second)", with: (.test + Int64(second)).rfc3339)
        }
        let times = WellTimes(Row(try json("{\"attributes\":{\(text)}}")))
        #expect(times.created == created.map { .test + $0 })
        #expect(times.latest == latest.map { .test + $0 })
    }
}
