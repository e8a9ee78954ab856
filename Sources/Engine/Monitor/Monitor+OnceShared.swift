import Logging
import Runs

extension Monitor {
    /// How often it looks whether another process has read a source, in milliseconds.
    private static var glance: Int64 { 500 }

    private static var pageSize: Int { 20_000 }

    /// Answers for a source from the history, after reading the source where that is due.
    func answerFromHistory(_ request: SourceRequest) async throws(HistoryError) -> Answer {
        let epoch = await history.epoch
        var answer = try await refresh(request, epoch)
        var cursor: HistoryCursor?
        repeat {
            let page = try await history.rows(
                of: [request.source.name], after: cursor, limit: Self.pageSize)
            guard page.revision.epoch == epoch else { throw .replaced }
            answer.pages.append(page)
            cursor = page.next
        } while cursor != nil
        return answer
    }

    /// Sees to it that the history is as fresh as wished for.
    ///
    /// - Returns: How the source fares then, and what was read that could not be kept.
    private func refresh(
        _ request: SourceRequest, _ epoch: HistoryEpoch
    ) async throws(HistoryError) -> Answer {
        let (source, since) = (request.source, request.since)
        while true {
            let standing = try await history.standing(of: source.name)
            let health = health(of: source, standing)
            guard case .fresh(let age) = request.origin else {
                return Answer(health: health, kept: KeptAnswer(standing))
            }
            let asOf = request.asked.advanced(by: .zero - age)
            if let standing, standing.covers(since), standing.isFresh(asOf: asOf, at: clock.now) {
                return Answer(health: health, kept: .whole)
            }
            if try await takeLease(of: source.name) {
                if let standing { await budgets.resume(source, from: standing) }
                return try await poll(request, epoch)
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
    func health(of source: MonitoredSource, _ standing: SourceCheckpoint?) -> SourceHealth {
        var health = SourceHealthTracker(source).health
        if let standing { health.follow(standing) }
        health.stops()
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

    // MARK: Polling

    /// Polls a source whose lease is held, and gives the lease back.
    private func poll(
        _ request: SourceRequest, _ epoch: HistoryEpoch
    ) async throws(HistoryError) -> Answer {
        let name = request.source.name
        let renewing = Task { await renewLease(of: name) }
        let outcome: Result<Answer, HistoryError>
        do throws(HistoryError) {
            outcome = .success(try await read(request, epoch))
        } catch {
            outcome = .failure(error)
        }
        renewing.cancel()
        await renewing.value
        var trouble: HistoryError?
        // Whatever became of what was read, nobody else is to wait for this process.
        do throws(HistoryError) {
            try await history.release([name], by: plan.owner)
        } catch {
            trouble = error
        }
        var answer = try outcome.get()
        answer.trouble = answer.trouble ?? trouble
        return answer
    }

    private func read(
        _ request: SourceRequest, _ epoch: HistoryEpoch
    ) async throws(HistoryError) -> Answer {
        let (source, since, gathered) = (request.source, request.since, request.gathered)
        let name = source.name
        let keeper = HistoryKeeper(history, owner: plan.owner, clock: clock, epoch: epoch)
        await gathered.keep(with: keeper)
        var stored = try await history.standing(of: name)
        let reaches = stored?.reaches(since) ?? false
        if reaches {
            await keeper.resume(name, from: stored)
        } else {
            // What was removed is read again, and may not be missed for ever.
            try await history.settleRemovals(of: name, by: plan.owner)
            stored = try await history.standing(of: name)
            await keeper.deepen(name, from: stored)
        }
        var health = await SourcePoller(source, context).readOnce(
            .init(
                checkpoint: reaches ? stored : nil, since: reaches ? nil : since, bounds: .whole),
            until: request.deadline, into: gathered)
        if let stored, !reaches {
            health.gaps = stored.gaps.followed(by: health.gaps)
            health.lastSuccess = health.lastSuccess ?? stored.lastSuccess
        }
        let failure = await keeper.flush()
        if failure == .replaced { throw .replaced }
        let kept = failure == nil ? try await history.standing(of: name) : nil
        let isHeld = kept?.reaches(since) ?? false
        let isMissing = !isHeld && failure == nil && health.problem == nil
        // Room was made for what came: with all that is asked for, it is read once more.
        if isMissing, reaches { return try await read(request, epoch) }
        if isMissing, await gathered.hasLetGo {
            // What was kept has made room again for what came behind it.
            let error = ProviderError.unreadable(.tooMuch(limit: gathered.bound.limit))
            health.problem = SourceProblem(error: error, since: clock.now, failures: 1)
        }
        // What is kept comes from the history, with all that was there before.
        return Answer(lost: isHeld ? nil : gathered, health: health, trouble: failure)
    }

    /// - Returns: Whether this process has it.
    private func takeLease(of source: SourceName) async throws(HistoryError) -> Bool {
        let now = clock.now
        let end = now.advanced(byMilliseconds: LeaseRotation.length)
        return try await !history.lease([source], to: plan.owner, until: end, at: now).isEmpty
    }

    private func renewLease(of source: SourceName) async {
        while true {
            let next = clock.now.advanced(byMilliseconds: LeaseRotation.length / 3)
            guard (try? await clock.sleep(until: next)) != nil else { return }
            do throws(HistoryError) {
                _ = try await takeLease(of: source)
            } catch {
                logger.notice("lease not renewed", metadata: ["error": "\(error)"])
            }
        }
    }

    // MARK: Forgetting

    /// Removes some of what is too old, which nobody else may ever do where sources are only read
    /// once.
    ///
    /// - Returns: How many runs are too old and are there still.
    func forgetPortion() async -> Int {
        guard let retention = plan.retention else { return 0 }
        do throws(HistoryError) {
            let gone = try await history.forget(
                beyond: retention, at: clock.confirmed, atMost: Self.portion)
            note(removed: gone)
            return gone.remaining
        } catch {
            logger.notice("old runs not removed", metadata: ["error": "\(error)"])
            return 0
        }
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
