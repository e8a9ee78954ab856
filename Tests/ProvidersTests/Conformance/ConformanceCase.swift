import Providers
import Runs
import Testing

/// One kind of API, so that one suite can hold every provider to the same.
struct ConformanceCase: Sendable, CustomTestStringConvertible {
    /// What tells the case from the others.
    let testDescription: String
    /// Makes the provider.
    let provider: @Sendable (APIClient) -> any Provider
    /// Sets up an API that has no runs yet.
    let stage: @Sendable () async throws -> ConformanceStage
    /// How many rows the API has for one run that has ended.
    let rowsPerRun: Int
    /// The largest page.
    let largestPage: Int
    /// How many calls a walk may take for each that the largest page makes necessary.
    let callFactor: Double
    /// The vendor's code for a key that is not good.
    let unauthorizedCode: String
    /// Whether that error comes with an identifier to open a ticket with.
    let hasSupportID: Bool

    /// How many calls a walk through so many runs that have ended may take; one more than needed
    /// is always fine, as the first page may be small.
    func callsAllowed(forRuns count: Int) -> Int {
        let needed = (count * rowsPerRun + largestPage - 1) / largestPage
        return max(Int(Double(needed) * callFactor), needed + 1)
    }
}
