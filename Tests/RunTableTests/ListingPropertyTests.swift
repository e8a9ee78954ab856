import Query
import Runs
import Testing
import TestSupport

@testable import RunTable

struct ListingPropertyTests {
    /// A table with few rows to spare numbers them anew every few steps.
    @Test(arguments: zip(1...6, [nil, 8, nil, 8, nil, 8]))
    func `what is listed step by step equals what is listed from nothing`(
        seed: UInt64, spareRows: Int?
    ) {
        var play = TablePlay(seed: seed &* 0x9E37_79B9_7F4A_7C15, spareRows: spareRows)
        var memory = ListingCache()
        var steps: [String] = []
        var renumberings = 0
        for _ in 0..<80 {
            let numbering = play.table.numbering
            steps.append(play.step())
            if play.table.numbering !== numbering { renumberings += 1 }
            let listing = memory.listing(of: play.table, play.request, now: play.now)
            let truth = ReferenceListing(play.truth, play.request, now: play.now)
            let listed = (0..<(listing?.count ?? 0)).compactMap { listing?[$0] }
            guard listed == truth.runs else {
                let first = zip(listed, truth.runs).enumerated().first {
                    $0.element.0 != $0.element.1
                }
                Issue.record(
                    """
                    seed \(seed), after \(steps.suffix(4)): \(listed.count) listed, \
                    \(truth.runs.count) true, first difference at \(String(describing: first))
                    """)
                return
            }
            for status in RunStatus.allCases {
                #expect(listing?.counts[status] == truth.counts[status, default: 0])
            }
            let tallies = listing.map { truth.differences(from: $0) } ?? []
            guard tallies.isEmpty else {
                Issue.record("seed \(seed), after \(steps.suffix(4)): \(tallies)")
                return
            }
            #expect(play.table.count == play.truth.count)
        }
        #expect(spareRows == nil ? renumberings == 0 : renumberings > 0)
    }

    @Test(arguments: 1...3)
    func `a glimpse shows what the whole order shows in its place`(seed: UInt64) throws {
        var play = TablePlay(seed: seed &* 0x9E37_79B9_7F4A_7C15)
        var (memory, orders) = (ListingCache(), ListingCache())
        memory.manyRows = 1
        var glimpses = 0
        for step in 0..<120 {
            let did = play.step()
            let listing = orders.listing(of: play.table, play.request, now: play.now)
            let whole = try #require(listing)
            let anchor = step % 3 == 0 || whole.count == 0 ? nil : step * 31 % whole.count
            let look = RunListing.Viewport(at: anchor.map(whole.key), rows: 5)
            let seen = memory.preview(of: play.table, play.request, now: play.now, at: look)
            guard let seen else { continue }
            glimpses += 1
            try #require(seen.count == whole.count)
            let middle = anchor ?? 0
            for place in max(0, middle - 5)..<min(whole.count, middle + 5) {
                try #require(
                    seen.key(at: place) == whole.key(at: place),
                    "seed \(seed), step \(step), after \(did): \(place) of \(whole.count)")
            }
            #expect(Set((0..<seen.count).map(seen.row)).count == seen.count)
            #expect(seen.counts == whole.counts)
        }
        #expect(glimpses > 40)
    }

    @Test func `a row holds all of a run that is listed`() throws {
        var play = TablePlay(seed: 7)
        for _ in 0..<60 { _ = play.step() }
        for row in play.table.rows {
            var (whole, summary) = (play.table[row], play.table.run(in: row))
            #expect(summary.isSummary)
            #expect(!whole.isSummary)
            #expect(summary.reason == whole.reason)
            #expect(summary.elapsed(at: play.now) == whole.elapsed(at: play.now))
            #expect(play.table.row(of: whole.key) == row)
            // What a summary leaves out.
            (whole.metadata, whole.rawStatus, whole.requestID) = (nil, nil, nil)
            (whole.related, summary.related) = ([], [])
            (summary.isSummary, summary.skipReason) = (false, nil)
            whole.firstSeen = summary.firstSeen
            #expect(whole == summary)
        }
    }

    @Test func `a list of rows keeps its order through any change`() {
        var list = RowList([])
        var truth: [UInt32] = []
        var number: UInt32 = 1
        for step in 0..<300 {
            number = number &* 1_664_525 &+ 1_013_904_223
            if step % 3 < 2 {
                let come = (0..<UInt32(number % 400)).map { (number &+ $0 &* 7_919) % 1_000_000 }
                let new = Set(come).subtracting(truth).sorted()
                list.insert(ContiguousArray(new), <)
                truth = (truth + new).sorted()
            } else {
                let gone = truth.enumerated().filter { $0.offset % 7 == step % 7 }.map(\.element)
                let isDone = list.remove(ContiguousArray(gone), <)
                #expect(isDone)
                truth.removeAll(where: Set(gone).contains)
            }
            #expect(list.count == truth.count)
            #expect(Array(list[0..<list.count]) == truth)
            guard !truth.isEmpty else { continue }
            let middle = Int(number >> 8) % truth.count
            #expect(list[middle] == truth[middle])
            #expect(list.firstIndex(of: truth[middle]) == middle)
        }
    }

    @Test func `a row that does not stand in its place ends the removal`() {
        var list = RowList([2, 4, 6])
        let answers = [list.remove([5], <), list.remove([9], <), list.remove([4], <)]
        #expect(answers == [false, false, true])
        var empty = RowList()
        let answer = empty.remove([1], <)
        #expect(!answer)
    }

    @Test func `a text is found within texts and not across two of them`() {
        var arena = TextArena()
        for text in ["run-AB", "Cd", "abab", "", "äb"] {
            Array(text.utf8).withUnsafeBufferPointer { arena.append($0) }
        }
        func places(_ needle: String) -> [Int] {
            var found: [Int] = []
            arena.forEach(holding: Array(needle.utf8)) { found.append($0) }
            return found
        }
        #expect(places("ab") == [0, 2])
        #expect(places("bc") == [])
        #expect(places("b") == [0, 2, 4])
        #expect(places("zz") == [])
        #expect((0..<5).map { arena[$0] } == ["run-AB", "Cd", "abab", "", "äb"])
    }
}
