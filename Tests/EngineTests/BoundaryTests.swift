import Runs
import Testing

@testable import Engine

/// What holds at the very edge of a lease, a budget and a batch.
struct BoundaryTests {
    private let source = SourceName("a")

    @Test func `one's own lease is over at its very end`() {
        var turns = LeaseRotation([source])
        _ = turns.granted([source], of: [source], until: .at(30))
        #expect(turns.isHeld(source, at: .at(29.999)))
        #expect(!turns.isHeld(source, at: .at(30)))
        #expect(turns.followed(at: .at(30)) == [source])
        #expect(turns.idle(at: .at(30)) == [])
    }

    @Test(arguments: [9, 10])
    func `a documented limit opens for polls once enough calls are past, spent reserve or not`(
        calls: Int
    ) {
        let limit = CallLimit(calls: 10, period: .seconds(60), largestBudget: 100)
        var budget = CredentialBudget(documented: limit)
        budget.join(source, interval: .seconds(15))
        for second in 0..<calls { budget.spend(at: .at(Double(second))) }
        // Nine calls are for polls: the ninth from the end has to be past.
        let opening = budget.opening(at: .at(10), reserve: .keep)
        #expect(opening == .at(Double(calls - 9) + 60))
        let all = budget.opening(at: .at(10), reserve: .spend)
        #expect(all == (calls == 10 ? .at(60) : nil))
    }

    @Test func `work that comes while a write fails goes before the older standing`() {
        var older = UnsavedWork()
        older.checkpoint = SourceCheckpoint(position: 1)
        var later = UnsavedWork()
        later.checkpoint = SourceCheckpoint(position: 2)
        #expect(older.followed(by: later).checkpoint == SourceCheckpoint(position: 2))
        #expect(older.followed(by: UnsavedWork()).checkpoint == SourceCheckpoint(position: 1))
        #expect(older.followed(by: nil).checkpoint == SourceCheckpoint(position: 1))
    }
}
