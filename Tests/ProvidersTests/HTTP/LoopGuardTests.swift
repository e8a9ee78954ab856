@testable import Providers
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
}
