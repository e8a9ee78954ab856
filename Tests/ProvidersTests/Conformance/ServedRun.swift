import Runs

/// A run as an API has it.
struct ServedRun: Hashable, Sendable {
    let id: String
    let pipeline: String
    let started: Timestamp
    var outcome: Outcome?
    /// Whether the API tells no time of it, where it may do so.
    var isUndated = false

    struct Outcome: Hashable, Sendable {
        let finished: Timestamp
        /// What went wrong, or nil where nothing did.
        let error: String?
    }

    /// How many pipelines the runs belong to.
    static let pipelineCount = 5

    /// Makes runs that ended; always three share one start, so that pages part them.
    static func finished(_ count: Int) -> [ServedRun] {
        (0..<count).map { index in
            let started = Timestamp.test - Int64(60 + index / 3 * 7)
            return ServedRun(
                id: "run-\(index)", pipeline: "p-\(index % pipelineCount)", started: started,
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
    var finished: Timestamp?
    let duration: Int64?
    var error: String?

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
