@testable import Providers
import Runs
import Testing

@Suite struct LoopGuardTests {
    @Test(arguments: [(0, 1), (0, 2), (3, 5), (10, 1), (7, 64)])
    func `a circle is noticed within a few rounds`(tail: Int, circle: Int) {
        var loop = LoopGuard()
        let noticed = (0..<1_000).first { step in
            let token = step < tail ? step : tail + (step - tail) % circle
            return loop.hasSeen("t\(token)")
        }
        #expect(noticed.map { $0 <= 3 * (tail + circle) } == true)
    }

    @Test func `a straight walk is never taken for a circle, even across its notes`() {
        var loop = LoopGuard()
        for step in 0..<5_000 {
            let hasSeen = loop.hasSeen("t\(step)")
            #expect(!hasSeen)
            loop = LoopGuard(notes: loop.notes)
        }
    }

    @Test(arguments: [0, -5, Int64.min])
    func `notes of no steps begin anew behind their anchor`(steps: Int64) {
        var loop = LoopGuard(notes: notes(steps))
        let found = ["a", "x", "x"].map { loop.hasSeen($0) }
        #expect(found == [true, false, true])
    }

    @Test(arguments: [Int64.max, 1 << 32])
    func `notes of too many steps are counted on from`(steps: Int64) {
        var loop = LoopGuard(notes: notes(steps))
        let found = ["x", "y", "a"].map { loop.hasSeen($0) }
        #expect(found == [false, false, true])
        #expect(LoopGuard(notes: nil) == LoopGuard())
    }

    private func notes(_ steps: Int64) -> JSONValue {
        .object([.init("anchor", .string("a")), .init("steps", .integer(steps))])
    }
}
