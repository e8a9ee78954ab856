import History
package import Runs
package import Simulator

/// The older part of a demo's past, which its history gets because the simulated APIs do not list
/// it.
package struct DemoSeed: Sendable {
    /// How many runs before the start a demo's APIs list; its history gets the older ones.
    package static let reported = 10_000
    private let pasts: [SimulatedPast]
    /// The number of runs to write.
    package let count: Int
    private let portion: Int

    /// Collects what the APIs do not list; `portion` is how many runs of a vendor to write at a
    /// time.
    package init(_ pasts: [SimulatedPast], portion: Int = 2_000) {
        self.portion = portion
        self.pasts = pasts.filter { $0.forgotten > 0 }
        count = self.pasts.reduce(0) { $0 + $1.forgotten }
    }

    /// Writes the runs, oldest first, until cancelled; prepares the next portion meanwhile.
    /// `progress` receives the number of runs written so far.
    /// - Throws: Why the history cannot keep them all.
    package func write(
        to history: any RunHistory, progress: (Int) -> Void = { _ in }
    ) async throws(HistoryError) {
        let longest = pasts.map(\.forgotten).max() ?? 0
        let names = pasts.map { HistoryBatch(source: $0.source, pipelines: $0.named) }
        try await history.keep(names)
        var written = 0
        var next = Task { batches(from: 0) }
        for first in stride(from: 0, to: longest, by: portion) {
            let batches = await next.value
            guard !Task.isCancelled else { return }
            next = Task { self.batches(from: first + portion) }
            try await history.keep(batches)
            written += batches.reduce(0) { $0 + $1.records.count }
            progress(written)
        }
    }

    private func batches(from first: Int) -> [HistoryBatch] {
        pasts.compactMap { past in
            guard first < past.forgotten else { return nil }
            let range = first..<min(first + portion, past.forgotten)
            return HistoryBatch(source: past.source, records: past.records(range))
        }
    }
}
