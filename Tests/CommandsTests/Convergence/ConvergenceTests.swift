import Foundation
import Testing

/// Whatever happens upstream while it is read, and however calls and changes interleave: once
/// nothing changes any more, what is held is what the provider holds.
///
/// `SYNCTOP_SEEDS=1000` tries more seeds, `SYNCTOP_SEED=17` one alone; `well:1000` and `well:17`
/// try them for one vendor.
@Suite(.serialized)
struct ConvergenceTests {
    @Test(.timeLimit(.minutes(30)), arguments: Vendor.allCases)
    func `what is held becomes what the provider holds`(vendor: Vendor) async throws {
        var failures: [String] = []
        var calls = 0
        var owed = 0
        for seed in Self.seeds(for: vendor) {
            var trial = try Trial(vendor, seed: seed)
            let outcome = await trial.run()
            calls += outcome.calls
            owed += outcome.owed
            guard !outcome.complaints.isEmpty else { continue }
            let some = outcome.complaints.prefix(4).joined(separator: "\n  ")
            failures.append(
                "SYNCTOP_SEED=\(vendor.rawValue):\(seed), "
                    + "\(outcome.complaints.count) complaints:\n  \(some)")
        }
        for failure in failures.prefix(10) { Issue.record("\(failure)") }
        #expect(failures.isEmpty, "\(failures.count) seeds of \(vendor) fail")
        // A model that nothing comes of proves nothing.
        #expect(Self.seeds(for: vendor).isEmpty || (owed > 0 && calls > 0))
    }

    private static func seeds(for vendor: Vendor) -> Range<UInt64> {
        if let seed = number("SYNCTOP_SEED", for: vendor) {
            return seed.map { $0..<$0 + 1 } ?? 0..<0
        }
        return 0..<((number("SYNCTOP_SEEDS", for: vendor) ?? 50) ?? 0)
    }

    /// A number of the environment that is meant for a vendor, or for all.
    ///
    /// - Returns: Nil where there is none, a nil inside where it is meant for another vendor.
    private static func number(_ name: String, for vendor: Vendor) -> UInt64?? {
        guard let text = ProcessInfo.processInfo.environment[name] else { return nil }
        let parts = text.split(separator: ":")
        guard parts.count == 1 || parts.first.map(String.init) == vendor.rawValue else {
            return .some(nil)
        }
        return parts.last.map { UInt64($0) }
    }
}
