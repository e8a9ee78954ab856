package import Logging
package import Runs

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
    /// How many records are read at a time.
    private static let pageSize = 5_000

    private let history: any RunHistory
    private let clock: any WallClock
    private let random: @Sendable () -> Double
    private let logger: Logger

    /// Prepares a survey.
    ///
    /// - Parameters:
    ///   - history: What is answered from, and where what is read is kept.
    ///   - clock: The time of day.
    ///   - random: Makes random numbers from 0 up to 1, for jitter.
    ///   - logger: Where it writes what it does.
    package init(
        _ history: any RunHistory, clock: any WallClock = SystemClock(),
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }, logger: Logger
    ) {
        self.history = history
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
        let budgets = CallBudgets(sources, clock: clock)
        var table = RunTable()
        var healths: [SourceName: SourceHealth] = [:]
        var trouble: HistoryError?
        await withTaskGroup(of: Answer.self) { group in
            for source in sources {
                group.addTask { await read(source, wish, deadline: deadline, budgets) }
            }
            for await answer in group {
                healths[answer.health.name] = answer.health
                trouble = trouble ?? answer.trouble
                for batch in answer.batches { table.merge(batch) }
            }
        }
        let fared = sources.compactMap { source in
            var health = healths[source.name]
            health?.runCount = table.count(of: source.name)
            return health
        }
        return SurveyResult(table: table, sources: fared, historyTrouble: trouble)
    }

    /// What came of one source.
    private struct Answer: Sendable {
        var batches: [RunBatch]
        var health: SourceHealth
        var trouble: HistoryError?
    }

    private func read(
        _ source: MonitoredSource, _ wish: Wish, deadline: Timestamp, _ budgets: CallBudgets
    ) async -> Answer {
        do throws(HistoryError) {
            let health = try await refresh(source, wish, deadline: deadline, budgets)
            return Answer(batches: try await held(of: source.name), health: health)
        } catch {
            var answer = Answer(batches: [], health: HealthRecord(source).health, trouble: error)
            answer.health.activity = .stopped
            // Without a history it is read as if there had never been one.
            guard wish.maxAge != nil else { return answer }
            let survey = Survey(clock: clock, random: random, logger: logger)
            (answer.batches, answer.health) = await survey.read(
                source, since: wish.since, deadline: deadline, budgets: budgets)
            return answer
        }
    }

    /// Sees to it that the history is as fresh as wished for.
    ///
    /// - Returns: How the source fares then.
    private func refresh(
        _ source: MonitoredSource, _ wish: Wish, deadline: Timestamp, _ budgets: CallBudgets
    ) async throws(HistoryError) -> SourceHealth {
        let since = wish.since ?? clock.now.advanced(by: .zero - source.backfill)
        while true {
            let standing = try await history.standing(of: source.name)
            var health = HealthRecord(source).health
            if let standing { health.follow(standing) }
            health.activity = .stopped
            health.nextPoll = nil
            guard let maxAge = wish.maxAge else { return health }
            let reaches = standing?.covers(since) ?? false
            if reaches, standing?.isYounger(than: maxAge, at: clock.now) ?? false {
                health.problem = nil
                return health
            }
            let end = clock.now.advanced(byMilliseconds: Turns.length)
            let leased = try await history.lease(
                [source.name], to: wish.owner, until: end, at: clock.now)
            if !leased.isEmpty {
                return try await poll(
                    source, from: reaches ? standing : nil, since: reaches ? nil : since, wish,
                    deadline: deadline, budgets)
            }
            let next = clock.now.advanced(byMilliseconds: Self.glance)
            guard next < deadline, (try? await clock.sleep(until: next)) != nil else {
                health.problem =
                    health.problem
                    ?? SourceProblem(
                        error: .unreachable(.timedOut), since: clock.now, failures: 1)
                return health
            }
        }
    }

    /// Polls a source whose lease is held, and gives the lease back.
    private func poll(
        _ source: MonitoredSource, from standing: SourceStanding?, since: Timestamp?, _ wish: Wish,
        deadline: Timestamp, _ budgets: CallBudgets
    ) async throws(HistoryError) -> SourceHealth {
        let keeper = HistoryKeeper(history, owner: wish.owner, clock: clock)
        await keeper.resume(source.name, from: try await history.standing(of: source.name))
        let renewing = Task { await renew(source.name, for: wish.owner) }
        let survey = Survey(clock: clock, random: random, logger: logger)
        let (_, health) = await survey.read(
            source, from: standing, since: since, deadline: deadline, budgets: budgets,
            keeper: keeper)
        renewing.cancel()
        await renewing.value
        let failure = await keeper.flush()
        // Whatever became of what was read, nobody else is to wait for this process.
        try await history.release([source.name], by: wish.owner)
        if let failure { throw failure }
        return health
    }

    private func renew(_ source: SourceName, for owner: LeaseOwner) async {
        while true {
            let next = clock.now.advanced(byMilliseconds: Turns.length / 3)
            guard (try? await clock.sleep(until: next)) != nil else { return }
            let end = clock.now.advanced(byMilliseconds: Turns.length)
            do throws(HistoryError) {
                _ = try await history.lease([source], to: owner, until: end, at: clock.now)
            } catch {
                logger.notice("lease not renewed", metadata: ["error": "\(error)"])
            }
        }
    }

    private func held(of source: SourceName) async throws(HistoryError) -> [RunBatch] {
        var batches: [RunBatch] = []
        var place: HistoryPlace?
        repeat {
            let page = try await history.newest(
                of: [source], after: place, limit: Self.pageSize)
            batches.append(
                RunBatch(
                    source: source, records: page.records,
                    pipelines: place == nil ? page.pipelines[source] ?? [] : []))
            place = page.next
        } while place != nil
        return batches
    }
}

extension SourceStanding {
    /// Whether every run since a moment is held, as of the last poll.
    func covers(_ since: Timestamp) -> Bool {
        isBackfilled && coveredSince.map { $0 <= since } ?? false
    }

    /// Whether the last whole poll ended less than so long ago.
    func isYounger(than age: Duration, at now: Timestamp) -> Bool {
        guard let lastSuccess else { return false }
        let old = now.milliseconds(since: lastSuccess)
        return old >= 0 && old <= age.wholeMilliseconds
    }
}
