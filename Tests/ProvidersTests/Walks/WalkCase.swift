import Providers
import Runs
import Simulator
import Testing

/// A vendor's world of 10,000 runs, and at how many calls it is read.
struct WalkCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let provider: @Sendable (APIClient) -> any Provider
    let vendor: SimulatedVendor
    /// What the simulator serves.
    let world: @Sendable () -> SimulatedWorld
    /// The runs as they have to be read; ids that the vendor leaves out are those that were read.
    let runs: @Sendable (Poll) -> [Run]
    /// How many rows each of the vendor's lists of runs has.
    let lists: [Int]
    /// The largest page of such a list.
    let largestPage: Int
    /// How many calls find the pipelines, once.
    let discoveryCalls: Int
    /// How many calls read the runs.
    let readingCalls: Int

    static let all: [WalkCase] =
        [well, supermetrics] + elasticPath + [leadLex, polytomic]

    /// How many calls the largest page makes necessary, discovery left aside.
    var necessaryCalls: Int {
        lists.reduce(0) { $0 + ($1 + largestPage - 1) / largestPage }
    }
}
