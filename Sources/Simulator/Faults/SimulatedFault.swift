/// A fault of all vendors or of one.
package struct SimulatedFault: Hashable, Sendable {
    /// How it fails.
    package let kind: FaultKind
    /// Who fails; nil for all.
    package let vendor: SimulatedVendor?

    /// Joins a kind and a vendor.
    package init(_ kind: FaultKind, of vendor: SimulatedVendor? = nil) {
        self.kind = kind
        self.vendor = vendor
    }

    /// Why a text names no fault. Carries the word that nothing is called by.
    package enum Mistake: Error, Hashable, Sendable {
        /// There is no such kind.
        case unknownKind(String)
        /// There is no such vendor.
        case unknownVendor(String)
    }

    /// Reads a list such as `500,401:well`.
    /// - Throws: The first word that is not known.
    package static func list(_ text: String) throws(Mistake) -> [SimulatedFault] {
        var faults: [SimulatedFault] = []
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            let words = item.split(
                separator: ":", maxSplits: 1, omittingEmptySubsequences: false
            ).map(String.init)
            guard let kind = FaultKind(rawValue: words[0]) else { throw .unknownKind(words[0]) }
            guard words.count > 1 else {
                faults.append(SimulatedFault(kind))
                continue
            }
            guard let vendor = SimulatedVendor(rawValue: words[1]) else {
                throw .unknownVendor(words[1])
            }
            faults.append(SimulatedFault(kind, of: vendor))
        }
        return faults
    }
}

extension SimulatedFault.Mistake {
    /// The mistake in one sentence, with the words that are known.
    package var sentence: String {
        switch self {
        case .unknownKind(let word):
            "no fault is called \"\(word)\"; there are: \(FaultKind.words)."
        case .unknownVendor(let word):
            "no provider is called \"\(word)\"; there are: "
                + SimulatedVendor.allCases.map(\.rawValue).joined(separator: ", ") + "."
        }
    }
}

/// Which faults there are, and when they hold.
package struct FaultPlan: Sendable {
    /// The faults. Several of one vendor take turns, call by call.
    package var faults: [SimulatedFault]
    /// How many seconds they hold, and then stay away, in turn; nil where they always hold.
    package var spell: Double?

    /// Joins faults and their rhythm.
    package init(_ faults: [SimulatedFault] = [], spell: Double? = nil) {
        self.faults = faults
        self.spell = spell
    }

    /// Finds out how a vendor's call fails.
    ///
    /// - Parameters:
    ///   - vendor: Whose call it is.
    ///   - turn: How many calls the vendor had before.
    ///   - elapsed: Seconds since the start.
    /// - Returns: The fault, or nil where none holds.
    func fault(of vendor: SimulatedVendor, turn: Int, elapsed: Double) -> FaultKind? {
        let own = faults.filter { $0.vendor == nil || $0.vendor == vendor }
        guard !own.isEmpty else { return nil }
        if let spell, spell > 0, Int(elapsed / spell) % 2 == 1 { return nil }
        return own[turn % own.count].kind
    }
}
