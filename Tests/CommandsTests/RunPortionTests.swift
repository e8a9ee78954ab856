import Runs
import Testing

@testable import Commands

/// How many runs are read from the history at a time.
struct RunPortionTests {
    private static let mebibyte = 1 << 20

    /// Two records that hold so many bytes together.
    private func records(holding size: Int) -> [RunRecord] {
        ["a", "b"].map { id in
            var seen = RunObservation(id: RunID(id), asOf: now, status: .failed)
            let half = id == "a" ? size / 2 : size - size / 2
            seen.error = .value(RunError(message: String(repeating: "x", count: half - 1)))
            return RunRecord(
                seen, source: SourceName("well-prod"), provider: .well, seenAt: now)
        }
    }

    @Test func `portions of little grow, up to a bound`() {
        var portion = RunPortion()
        var counts = [portion.count]
        for _ in 0..<5 {
            portion.adapt(to: [])
            counts.append(portion.count)
        }
        #expect(counts == [16, 32, 64, 128, 128, 128])
    }

    @Test(arguments: [
        (4 * mebibyte, 32), (4 * mebibyte + 1, 16), (8 * mebibyte, 16), (8 * mebibyte + 1, 4),
    ])
    func `how much a portion held decides about the next one`(size: Int, count: Int) throws {
        let held = records(holding: size)
        try #require(held.reduce(0) { $0 + $1.size } == size)
        var portion = RunPortion()
        portion.adapt(to: held)
        #expect(portion.count == count)
    }

    @Test func `of the greatest runs one is read at a time, and more again later`() {
        let great = records(holding: 9 * Self.mebibyte)
        var portion = RunPortion()
        var counts: [Int] = []
        for _ in 0..<3 {
            portion.adapt(to: great)
            counts.append(portion.count)
        }
        portion.adapt(to: [])
        #expect(counts == [4, 1, 1])
        #expect(portion.count == 2)
    }
}
