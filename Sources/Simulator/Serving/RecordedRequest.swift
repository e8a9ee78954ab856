package import Foundation

/// A request that arrived, and what it was answered with.
package struct RecordedRequest: Sendable {
    /// The vendor whose prefix it had.
    package var vendor: SimulatedVendor
    /// The request, its headers included.
    package var request: SimulatedRequest
    /// The status that it was answered with.
    package var status: Int
    /// When it arrived, by the simulator's clock.
    package var arrivedAt: Date
}
