package import Logging
package import Runs
import RunTable

/// Answers from a history, and reads only the sources whose answer would be too old.
///
/// Of each source one process polls, under a lease: where another one does, its word is waited for.
package struct HistorySurvey: Sendable {
    /// What is to be answered.
    package struct Wish: Sendable {
        /// How far back, or nil for each source's own depth.
        package var since: Timestamp?
        /// How old an answer may be; nil for any age, and never to poll.
        package var maxAge: Duration?
        /// How long it may take in all.
        package var timeout: Duration
        /// Who takes leases.
        package var owner: LeaseOwner
        /// How much of the past stays once something was polled; nil for all of it.
        package var retention: Retention?

        /// Joins what is wanted.
        package init(since: Timestamp?, maxAge: Duration?, timeout: Duration, owner: LeaseOwner) {
            self.since = since
            self.maxAge = maxAge
            self.timeout = timeout
            self.owner = owner
        }
    }

    /// How often it looks whether another process has read a source, in milliseconds.
    private static let glance: Int64 = 500
    /// How often it answers anew where the history is lost meanwhile.
    private static let attempts = 3

    /// What is asked of one source.
    struct Request: Sendable {
        let source: MonitoredSource
        let wish: Wish
        let deadline: Timestamp
        let context: SurveyContext
        /// Where what is read goes.
        let gathered: GatheredRuns
    }

    let history: any RunHistory
    private let budgets: CallBudgets?
    let clock: any WallClock
    let random: @Sendable () -> Double
    let logger: Logger

    /// Prepares a survey.
    ///
    /// - Parameters:
    ///   - history: What is answered from, and where what is read is kept.
    ///   - budgets: The calls that may be made, which several surveys can share; nil for budgets of
    ///     its own.
    ///   - clock: The time of day.
    ///   - random: Makes random numbers from 0 up to 1, for jitter.
    ///   - logger: Where it writes what it does.
    package init(
        _ history: any RunHistory, within budgets: CallBudgets? = nil,
        clock: any WallClock = SystemClock(),
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }, logger: Logger
    ) {
        self.history = history
        self.budgets = budgets
        self.clock = clock
        self.random = random
        self.logger = logger
    }

    /// Answers for all sources, each as fresh as it has to be.
    ///
    /// - Returns: The runs, and how each source fared; `historyTrouble` tells what kept the history
    ///   from being used, and then every source was read.
    package func read(_ sources: [MonitoredSource], _ wish: Wish) async -> SurveyResult {
        let deadline = clock.now.advanced(by: wish.timeout)
        let context = SurveyContext(
            budgets: budgets ?? CallBudgets(sources, sharedBy: history, clock: clock),
            clock: clock, random: random, logger: logger)
        let bound = MemoryBound()
        var table = RunTable()
        table.beginLoading()
        var healths: [SourceName: SourceHealth] = [:]
        var result = SurveyResult(table: table, sources: [])
        await withTaskGroup(of: Answer.self) { group in
            for source in sources {
                let request = Request(
                    source: source, wish: wish, deadline: deadline, context: context,
                    gathered: GatheredRuns(bound))
                group.addTask { await read(request) }
            }
            for await answer in group {
                let source = answer.health.name
                healths[source] = answer.health
                result.kept[source] = answer.kept
                result.unreadableCount += answer.unreadableCount
                result.historyTrouble = result.historyTrouble ?? answer.trouble
                result.unreadableCount += await take(answer, into: &table)
            }
        }
        table.endLoading()
        if wish.maxAge != nil, result.kept.count < sources.count {
            result.expiringCount = await forget(wish)
        }
        result.table = table
        result.records = { keys in await stored(of: keys) }
        result.sources = sources.compactMap { source in
            var health = healths[source.name]
            health?.runCount = table.count(of: source.name)
            return health
        }
        return result
    }

    /// What came of one source.
    struct Answer: Sendable {
        /// What was read and is not kept.
        var lost: GatheredRuns?
        /// What is listed of the runs that are kept.
        var pages: [HistoryRows] = []
        var health: SourceHealth
        /// How the history answered for it, where no call was made.
        var kept: KeptAnswer?
        var unreadableCount = 0
        var trouble: HistoryError?
    }

    /// How many runs that are too old are removed at most.
    private static let portion = 1_000

    /// Removes some of what is too old, which nobody else may ever do where only surveys are made.
    ///
    /// - Returns: How many runs are too old and are there still.
    private func forget(_ wish: Wish) async -> Int {
        guard let retention = wish.retention else { return 0 }
        do throws(HistoryError) {
            let gone = try await history.forget(
                beyond: retention, at: clock.confirmed, atMost: Self.portion)
            if gone.count > 0 {
                logger.info(
                    "old runs removed",
                    metadata: ["count": "\(gone.count)", "remaining": "\(gone.remaining)"])
            }
            return gone.remaining
        } catch {
            logger.notice("old runs not removed", metadata: ["error": "\(error)"])
            return 0
        }
    }

    private func read(_ request: Request) async -> Answer {
        let (source, wish) = (request.source, request.wish)
        var answer = Answer(health: SourceHealthTracker(source).health)
        answer.health.activity = .stopped
        for _ in 0..<Self.attempts {
            let epoch = await history.epoch
            do throws(HistoryError) {
                answer = try await refresh(request, epoch)
                try await add(&answer, source.name, from: epoch)
                return answer
            } catch {
                answer = Answer(health: answer.health, trouble: error)
                // What was answered from is lost, and a new history begun.
                guard error == .replaced else { break }
            }
        }
        // Without a history it is read as if there had never been one.
        guard wish.maxAge != nil else {
            answer.kept = .unusable
            return answer
        }
        let survey = SourceSurvey(
            source: source, since: wish.since, deadline: request.deadline,
            context: request.context)
        answer.health = await survey.read(into: request.gathered)
        answer.lost = request.gathered
        return answer
    }

    /// Sees to it that the history is as fresh as wished for.
    ///
    /// - Returns: How the source fares then, and what was read that could not be kept.
    private func refresh(
        _ request: Request, _ epoch: HistoryEpoch
    ) async throws(HistoryError) -> Answer {
        let (source, wish) = (request.source, request.wish)
        let since = wish.since ?? clock.now.advanced(by: .zero - source.backfill)
        let asOf = wish.maxAge.map { clock.now.advanced(by: .zero - $0) }
        while true {
            let standing = try await history.standing(of: source.name)
            let health = health(of: source, standing)
            guard let asOf else {
                return Answer(health: health, kept: KeptAnswer(standing))
            }
            if let standing, standing.covers(since), standing.isFresh(asOf: asOf, at: clock.now) {
                return Answer(health: health, kept: .whole)
            }
            let end = clock.now.advanced(byMilliseconds: LeaseRotation.length)
            let leased = try await history.lease(
                [source.name], to: wish.owner, until: end, at: clock.now)
            if !leased.isEmpty {
                if let standing { await request.context.budgets.resume(source, from: standing) }
                return try await poll(request, since: since, epoch)
            }
            try await leaveWord(asOf, for: source.name)
            let isShallow = standing.map { $0.isBackfilled && !$0.covers(since) } ?? false
            let coming = standing?.nextPoll.flatMap { $0 > clock.now ? $0 : nil }
            // One who plans polls goes on from there; one who does not may be reading further back.
            let isVain = isShallow && coming != nil
            let next = clock.now.advanced(byMilliseconds: Self.glance)
            guard !isVain, next < request.deadline, (try? await clock.sleep(until: next)) != nil
            else {
                guard health.problem == nil else { return Answer(health: health) }
                let owner = try await history.holder(of: source.name, at: clock.now)
                return held(
                    isShallow
                        ? .shallower(owner, since: standing?.coveredSince)
                        : .elsewhere(owner, next: coming), health)
            }
        }
    }

    /// How a source fares by its standing, where nobody reads it here.
    private func health(
        of source: MonitoredSource, _ standing: SourceCheckpoint?
    ) -> SourceHealth {
        var health = SourceHealthTracker(source).health
        if let standing { health.follow(standing) }
        health.activity = .stopped
        health.nextPoll = nil
        return health
    }

    /// Answers that another process reads the source, and not as it is wished for.
    private func held(_ hold: Throttle, _ health: SourceHealth) -> Answer {
        var health = health
        health.problem = SourceProblem(error: .held(hold), since: clock.now, failures: 1)
        return Answer(health: health)
    }

    /// Asks whoever has the lease for runs as of a moment, unless somebody did so for a later one.
    private func leaveWord(
        _ asOf: Timestamp, for source: SourceName
    ) async throws(HistoryError) {
        let left = try await history.wishes(of: [source])[source]
        guard left.map({ $0 < asOf || $0 > clock.now }) ?? true else { return }
        try await history.wish(asOf, of: source)
    }
}

extension SourceCheckpoint {
    /// Whether reading goes on from here to a moment, or has gone on from there.
    func reaches(_ since: Timestamp) -> Bool { coveredSince.map { $0 <= since } ?? false }

    /// Whether every run since a moment is held, as of the last poll.
    func covers(_ since: Timestamp) -> Bool {
        isBackfilled && reaches(since)
    }

    /// Whether the last whole poll ended at a moment or later.
    func isFresh(asOf moment: Timestamp, at now: Timestamp) -> Bool {
        guard let lastSuccess else { return false }
        // One that ended in the future did so before the clock was set back.
        return lastSuccess >= moment && lastSuccess <= now
    }
}
