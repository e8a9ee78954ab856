import Foundation

actor SimulatorState {
    private var apis: [SimulatedVendor: any VendorAPI]
    private var overrides: [SimulatedVendor: [ResponseOverride]] = [:]
    private var counts: [SimulatedVendor: Int] = [:]
    private var recorded: [RecordedRequest] = []
    private let faults: FaultPlan
    private let clock: @Sendable () -> Date
    private let start: Date

    private static let recordedAtLeast = 2_000

    init(
        apis: [SimulatedVendor: any VendorAPI], faults: FaultPlan,
        clock: @escaping @Sendable () -> Date
    ) {
        self.apis = apis
        self.faults = faults
        self.clock = clock
        start = clock()
    }

    func respond(to request: SimulatedRequest, of vendor: SimulatedVendor) -> SimulatedResponse {
        let now = clock()
        let own = answer(to: request, of: vendor, at: now)
        let response = overridden(own, to: request, of: vendor)
        counts[vendor, default: 0] += 1
        recorded.append(
            RecordedRequest(vendor: vendor, request: request, status: response.status))
        if recorded.count >= 2 * Self.recordedAtLeast {
            recorded.removeFirst(Self.recordedAtLeast)
        }
        return response
    }

    func serve(_ api: any VendorAPI, of vendor: SimulatedVendor) { apis[vendor] = api }

    func add(_ override: ResponseOverride, to vendor: SimulatedVendor) {
        overrides[vendor, default: []].append(override)
    }

    func removeOverrides(of vendor: SimulatedVendor) { overrides[vendor] = nil }

    func requestCount(of vendor: SimulatedVendor) -> Int { counts[vendor, default: 0] }

    func requests(to vendor: SimulatedVendor) -> [RecordedRequest] {
        recorded.filter { $0.vendor == vendor }
    }

    private func answer(
        to request: SimulatedRequest, of vendor: SimulatedVendor, at now: Date
    ) -> SimulatedResponse {
        let own =
            apis[vendor]?.respond(to: request, at: Moment(now)) ?? SimulatedResponse(status: 404)
        let fault = faults.fault(
            of: vendor, turn: counts[vendor, default: 0],
            elapsed: now.timeIntervalSince(start))
        guard let fault, let api = apis[vendor] else { return own }
        return fault.response(insteadOf: own, to: request, from: api, at: Moment(now))
    }

    /// Applies the oldest override of a vendor and uses up one of its times.
    private func overridden(
        _ response: SimulatedResponse, to request: SimulatedRequest, of vendor: SimulatedVendor
    ) -> SimulatedResponse {
        guard let override = overrides[vendor]?.first else { return response }
        if let times = override.times {
            overrides[vendor]?[0].times = times - 1
            if times <= 1 { overrides[vendor]?.removeFirst() }
        }
        return override.rewrite(request, response)
    }
}

/// A request that arrived, and the status of its response.
package struct RecordedRequest: Sendable {
    /// The vendor whose prefix it had.
    package var vendor: SimulatedVendor
    /// The request, including its headers.
    package var request: SimulatedRequest
    /// The status of the response.
    package var status: Int
}
