import Providers
import Runs
import Testing

/// How one kind of API serves runs, so that one suite can hold every provider to the same.
struct ConformanceCase: Sendable, CustomTestStringConvertible {
    /// What tells the case from the others.
    let testDescription: String
    /// Makes the provider.
    let provider: @Sendable (APIClient) -> any Provider
    /// Answers calls as an API would that has these runs.
    let serve: @Sendable ([ServedRun]) -> ScriptedTransport.Script
    /// How many rows the API has for one run that has ended.
    let rowsPerRun: Int
    /// The largest page.
    let largestPage: Int
    /// How many calls a walk may take for each that the largest page makes necessary.
    let callFactor: Double
    /// The vendor's body for a key that is not good.
    let unauthorized: Refusal

    /// An error body and what it says.
    struct Refusal: Sendable {
        let body: String
        let code: String
        let supportID: String?
    }
}

/// A run as an API has it.
struct ServedRun: Hashable, Sendable {
    let id: String
    let pipeline: String
    let started: Timestamp
    var outcome: Outcome?

    struct Outcome: Hashable, Sendable {
        let finished: Timestamp
        /// What went wrong, or nil where nothing did.
        let error: String?
    }

    /// Makes runs that ended; always three share one start, so that pages part them.
    static func finished(_ count: Int) -> [ServedRun] {
        (0..<count).map { index in
            let started = Timestamp.test - Int64(60 + index / 3 * 7)
            return ServedRun(
                id: "run-\(index)", pipeline: "p-\(index % 5)", started: started,
                outcome: Outcome(
                    finished: started + 3, error: index.isMultiple(of: 4) ? "e\(index)" : nil))
        }
    }
}

/// What can be compared of a run that was served and a run that was read.
struct RunFacts: Hashable, Sendable {
    let id: String
    let pipeline: String?
    let status: RunStatus
    let started: Timestamp?
    let finished: Timestamp?
    let duration: Int64?
    let error: String?

    init(_ run: ServedRun) {
        id = run.id
        pipeline = run.pipeline
        started = run.started
        finished = run.outcome?.finished
        duration = finished.map { $0.milliseconds(since: run.started) }
        error = run.outcome?.error
        status = run.outcome.map { $0.error == nil ? .succeeded : .failed } ?? .running
    }

    init(_ run: Run) {
        id = run.id.text
        pipeline = run.pipeline?.id.text
        status = run.status
        started = run.startedAt
        finished = run.finishedAt
        duration = run.duration
        error = run.error?.message
    }
}
