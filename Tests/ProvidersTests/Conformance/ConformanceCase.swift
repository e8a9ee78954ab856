import Providers
import Runs
import Testing

/// One kind of API, so that one suite can hold every provider to the same.
struct ConformanceCase: Sendable, CustomTestStringConvertible {
    /// What tells the case from the others.
    let testDescription: String
    /// The kind of API.
    let kind: ProviderKind
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
    let unauthorizedCode: String?
    /// Whether that error comes with an identifier to open a ticket with.
    let hasSupportID: Bool
    /// Whether the API tells of a run before it has ended.
    var tellsRunning = true
    /// Whether the API may leave out the time of a run.
    var omitsTimes = false
    /// Whether the oldest run stands first in a list.
    var beginsWithOldest = false
    /// How runs are listed.
    var listing = Listing.together
    /// What the API tells of a run that has ended.
    var facts: @Sendable (ServedRun) -> RunFacts = { RunFacts($0) }

    /// Where the rows of runs are, and what may happen to them.
    var shape: RowShape { RowShape.of(kind) }

    /// How an API lists runs.
    enum Listing: Sendable {
        /// All in one list.
        case together
        /// By pipeline, which have a list of their own.
        case byPipeline
        /// By pipeline, and nothing tells which of them has news.
        case byPipelineUnannounced
    }

    /// How many calls a later poll takes that finds news in one pipeline.
    var callsPerPoll: Int {
        switch listing {
        case .together: 1
        case .byPipeline: 2
        case .byPipelineUnannounced: ServedRun.pipelineCount
        }
    }

    /// How many calls a walk through so many runs that have ended may take; one more than needed
    /// is always fine, as the first page may be small.
    func callsAllowed(forRuns count: Int) -> Int {
        var needed = 0
        switch listing {
        case .together: needed = pages(count)
        case .byPipeline, .byPipelineUnannounced:
            let each = ServedRun.pipelineCount
            needed = 1 + each * pages((count + each - 1) / each)
        }
        return max(Int(Double(needed) * callFactor), needed + 1)
    }

    /// The fewest pages that hold so many runs.
    private func pages(_ runs: Int) -> Int { (runs * rowsPerRun + largestPage - 1) / largestPage }
}
