import History
package import Runs
package import Simulator

/// The older part of a demo's past, which goes straight into its history: what the simulated APIs do
/// not tell of any more.
package struct DemoSeed: Sendable {
    /// How many runs the APIs of a demo tell of from before its start; all older ones are seeded.
    package static let told = 10_000
    private let pasts: [SimulatedPast]
    /// How many runs there are to write.
    package let count: Int
    private let portion: Int

    /// Looks at what the APIs do not tell of.
    ///
    /// - Parameters:
    ///   - pasts: The past of each vendor.
    ///   - portion: How many runs of each vendor are written at a time.
    package init(_ pasts: [SimulatedPast], portion: Int = 2_000) {
        self.portion = portion
        self.pasts = pasts.filter { $0.forgotten > 0 }
        count = self.pasts.reduce(0) { $0 + $1.forgotten }
    }

    /// Writes the runs, oldest first, until it is cancelled; the next ones are made while some are
    /// written.
    ///
    /// - Parameters:
    ///   - history: Where they go.
    ///   - progress: Is told how many are written so far, after each portion.
    /// - Throws: Why not all of them are kept.
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
