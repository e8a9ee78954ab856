/// A way in which a vendor fails. Raw values are the words of `--fault`.
package enum FaultKind: String, CaseIterable, Hashable, Sendable {
    /// The vendor's own 500.
    case serverError = "500"
    /// The vendor's own 429, with a `Retry-After`.
    case rateLimited = "429"
    /// The vendor's own 401.
    case unauthorized = "401"
    /// The vendor's own 403.
    case forbidden = "403"
    /// A web page with status 200, like a sign-in page in front of an API.
    case html
    /// A body that ends before its `Content-Length`.
    case truncate
    /// A connection that is reset in the middle of the body.
    case reset
    /// A body of one byte a second.
    case drip
    /// No answer at all.
    case hang
    /// A redirect to another origin.
    case redirect

    /// The words of all kinds, for help and mistakes.
    package static var words: String { allCases.map(\.rawValue).joined(separator: ", ") }

    /// The `Retry-After` of a 429, in seconds.
    package static let retryAfter = 15

    func response(
        insteadOf own: SimulatedResponse, to request: SimulatedRequest, from api: any VendorAPI,
        at now: Moment
    ) -> SimulatedResponse {
        func refused(_ refusal: Refusal) -> SimulatedResponse {
            api.refusal(refusal, to: request, at: now)
        }
        func delivered(_ delivery: SimulatedResponse.Delivery) -> SimulatedResponse {
            var response = own
            response.delivery = delivery
            return response
        }
        switch self {
        case .serverError: return refused(.serverError)
        case .unauthorized: return refused(.unauthorized)
        case .forbidden: return refused(.forbidden)
        case .rateLimited: return refused(.rateLimited)
        case .html:
            return SimulatedResponse(
                status: 200, "text/html; charset=utf-8",
                text: "<!DOCTYPE html><html><head><title>Sign in</title></head><body></body></html>"
            )
        case .truncate: return delivered(.truncated)
        case .reset: return delivered(.reset)
        case .drip: return delivered(.dripping)
        case .hang: return delivered(.never)
        case .redirect:
            return SimulatedResponse(
                status: 302, headers: [("location", "https://sign-in.invalid\(request.path)")])
        }
    }
}

extension Refusal {
    /// The 429 of a fault, whatever the vendor's own quota.
    static let rateLimited = Refusal(
        reason: .tooManyRequests, retryAfter: FaultKind.retryAfter)
}

/// A fault of one vendor or of all.
package struct SimulatedFault: Hashable, Sendable {
    /// How it fails.
    package let kind: FaultKind
    /// The vendor that fails; nil for all.
    package let vendor: SimulatedVendor?

    /// Creates a fault.
    package init(_ kind: FaultKind, of vendor: SimulatedVendor? = nil) {
        self.kind = kind
        self.vendor = vendor
    }

    /// Why a text is no list of faults; carries the unknown word.
    package enum Mistake: Error, Hashable, Sendable {
        case unknownKind(String)
        case unknownVendor(String)
    }

    /// Parses a list such as `500,401:well`.
    /// - Throws: The first unknown word.
    package static func list(_ text: String) throws(Mistake) -> [SimulatedFault] {
        var faults: [SimulatedFault] = []
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            let words = item.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                .map(String.init)
            guard let kind = FaultKind(rawValue: words[0]) else { throw .unknownKind(words[0]) }
            let vendor = words.count > 1 ? SimulatedVendor(rawValue: words[1]) : nil
            if words.count > 1, vendor == nil { throw .unknownVendor(words[1]) }
            faults.append(SimulatedFault(kind, of: vendor))
        }
        return faults
    }
}

extension SimulatedFault.Mistake {
    /// The mistake in one sentence, with the known words.
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

/// Which faults there are, and when they occur.
package struct FaultPlan: Sendable {
    /// The faults. Several of one vendor alternate, call by call.
    package var faults: [SimulatedFault]
    /// How many seconds the faults last, and then pause, in turn; nil if they always occur.
    package var spell: Double?

    /// Creates a plan.
    package init(_ faults: [SimulatedFault] = [], spell: Double? = nil) {
        self.faults = faults
        self.spell = spell
    }

    func fault(of vendor: SimulatedVendor, turn: Int, elapsed: Double) -> FaultKind? {
        let own = faults.filter { $0.vendor == nil || $0.vendor == vendor }
        guard !own.isEmpty else { return nil }
        if let spell, spell > 0, Int(elapsed / spell) % 2 == 1 { return nil }
        return own[turn % own.count].kind
    }
}
