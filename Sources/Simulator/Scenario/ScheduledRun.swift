/// One run of a seeded world, with its whole life known.
struct ScheduledRun: Sendable {
    /// Its place in the world's order of creation, from 0.
    var index: Int
    /// Which of the world's pipelines it belongs to.
    var pipeline: Int
    /// When it was scheduled, picked up, and finished.
    var created: Moment
    var started: Moment
    var finished: Moment
    var outcome: Outcome
    /// Draws for all that the vendor adds: identifiers, triggers, counts.
    var details: SplitMix64

    /// How a run ends.
    enum Outcome: Sendable, Equatable {
        case succeeded
        case warning
        case failed(String)
        case cancelled
    }

    /// Where a run is in its life.
    enum Phase: Sendable, Equatable {
        case queued
        case running
        case finished(Outcome)
    }

    /// Tells where the run is at a moment that is not before its creation.
    func phase(at now: Moment) -> Phase {
        if now < started { return .queued }
        return now < finished ? .running : .finished(outcome)
    }
}
