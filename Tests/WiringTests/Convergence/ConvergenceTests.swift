import Foundation
import Testing

/// Whatever happens upstream while it is read, and however calls and changes interleave: once
/// nothing changes any more, what is held is what the provider holds.
///
/// `SYNCTOP_SEEDS=1000` tries more seeds, `SYNCTOP_SEED=17` one alone, `SYNCTOP_SEED=well:17` one
/// of one vendor.
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
        let environment = ProcessInfo.processInfo.environment
        if let wanted = environment["SYNCTOP_SEED"] {
            let parts = wanted.split(separator: ":")
            guard let seed = parts.last.flatMap({ UInt64($0) }),
                parts.count == 1 || parts[0] == vendor.rawValue
            else { return 0..<0 }
            return seed..<seed + 1
        }
        return 0..<(environment["SYNCTOP_SEEDS"].flatMap { UInt64($0) } ?? 50)
    }
}
