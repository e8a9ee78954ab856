import Foundation
@testable import Simulator
import Testing

/// Every fault at every provider: afterwards all is read, meanwhile the user is told in words, few
/// calls are made, and the source beside it notices nothing.
struct FaultTableTests {
    private static let isPrinting = ProcessInfo.processInfo.environment["SYNCTOP_FAULTS"] == "1"

    @Test(.disabled(if: isPrinting), arguments: Fault.allCases, SimulatedVendor.allCases)
    func `a fault passes without a trace, and is told while it lasts`(
        fault: Fault, vendor: SimulatedVendor
    ) async throws {
        for failure in try await complaints(fault, vendor) ?? [] {
            Issue.record("\(fault.rawValue), \(vendor.rawValue): \(failure)")
        }
    }

    @Test(.enabled(if: isPrinting, "SYNCTOP_FAULTS=1 prints the table"))
    func `the table of faults by provider is printed`() async throws {
        var table: [Fault: [SimulatedVendor: String]] = [:]
        for fault in Fault.allCases {
            for vendor in SimulatedVendor.allCases {
                var verdict = "passed"
                if case .notApplicable(let reason) = FaultTable.cell(fault, of: vendor) {
                    verdict = "n/a: \(reason)"
                } else if let first = try await complaints(fault, vendor)?.first {
                    verdict = "FAILED: \(first)"
                    Issue.record("\(fault.rawValue), \(vendor.rawValue): \(first)")
                }
                table[fault, default: [:]][vendor] = verdict
            }
        }
        let vendors = SimulatedVendor.allCases
        print("| fault | \(vendors.map(\.rawValue).joined(separator: " | ")) |")
        print("|---|" + String(repeating: "---|", count: vendors.count))
        for fault in Fault.allCases {
            let cells = vendors.map { table[fault]?[$0] ?? "" }
            print("| \(fault.rawValue) | \(cells.joined(separator: " | ")) |")
        }
    }

    /// What is wrong with a cell, nil where it is not applicable.
    private func complaints(
        _ fault: Fault, _ vendor: SimulatedVendor
    ) async throws -> [String]? {
        guard case .played(let script) = FaultTable.cell(fault, of: vendor) else { return nil }
        var trial = try FaultTrial(script, of: vendor)
        return await trial.run()
    }
}
