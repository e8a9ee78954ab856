import Logging
import Runs

extension Monitor {
    private static var glance: Int64 { 500 }

    private static var pageSize: Int { 20_000 }

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

    /// Makes the history as fresh as requested; returns the health, and what could not be stored.
    private func refresh(
        _ request: SourceRequest, _ epoch: HistoryEpoch
    ) async throws(HistoryError) -> Answer {
        let (source, since) = (request.source, request.since)
        while true {
            let checkpoint = try await history.checkpoint(of: source.name)
            let health = health(of: source, checkpoint)
            guard case .fresh(let age) = request.origin else {
                return Answer(health: health, kept: KeptAnswer(checkpoint))
            }
            let asOf = request.asked.advanced(by: .zero - age)
            if let checkpoint, checkpoint.covers(since),
                checkpoint.isFresh(asOf: asOf, at: clock.now)
            {
                return Answer(health: health, kept: .whole)
            }
            if try await takeLease(of: source.name) {
                if let checkpoint { await budgets.resume(source, from: checkpoint) }
                return try await poll(request, epoch)
            }
            try await leaveWord(asOf, for: source.name)
            let isShallow = checkpoint.map { $0.isBackfilled && !$0.covers(since) } ?? false
            let coming = checkpoint?.nextPoll.flatMap { $0 > clock.now ? $0 : nil }
            // A process that plans polls reads no further back; one without a plan may do so.
            let isVain = isShallow && coming != nil
            let next = clock.now.advanced(byMilliseconds: Self.glance)
            guard !isVain, next < request.deadline, (try? await clock.sleep(until: next)) != nil
            else {
                guard health.problem == nil else { return Answer(health: health) }
                let owner = try await history.holder(of: source.name, at: clock.now)
                return held(
                    isShallow
                        ? .shallower(owner, since: checkpoint?.coveredSince)
                        : .elsewhere(owner, next: coming), health)
            }
        }
    }

    func health(of source: MonitoredSource, _ checkpoint: SourceCheckpoint?) -> SourceHealth {
        var health = SourceHealthTracker(source).health
        if let checkpoint { health.follow(checkpoint) }
        health.stops()
        return health
    }

    private func held(_ hold: Throttle, _ health: SourceHealth) -> Answer {
        var health = health
        health.problem = SourceProblem(error: .held(hold), since: clock.now, failures: 1)
        return Answer(health: health)
    }

    /// Requests runs as of a moment from the lease's holder, unless a later one was requested.
    private func leaveWord(
        _ asOf: Timestamp, for source: SourceName
    ) async throws(HistoryError) {
        let left = try await history.pollRequests(of: [source])[source]
        guard left.map({ $0 < asOf || $0 > clock.now }) ?? true else { return }
        try await history.requestPoll(asOf, of: source)
    }

    // MARK: Polling

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
        // Whatever happened, no process must wait for this one.
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
        var stored = try await history.checkpoint(of: name)
        let reaches = stored?.reaches(since) ?? false
        if reaches {
            await keeper.resume(name, from: stored)
        } else {
            // Earlier removals no longer limit the coverage, as those runs are read again.
            try await history.settleRemovals(of: name, by: plan.owner)
            stored = try await history.checkpoint(of: name)
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
        let kept = failure == nil ? try await history.checkpoint(of: name) : nil
        let isHeld = kept?.reaches(since) ?? false
        let isMissing = !isHeld && failure == nil && health.problem == nil
        // New runs displaced old ones: everything requested is read once more.
        if isMissing, reaches { return try await read(request, epoch) }
        if isMissing, await gathered.hasLetGo {
            // The stored runs were again displaced by those after them.
            let error = ProviderError.unreadable(.tooMuch(limit: gathered.bound.limit))
            health.problem = SourceProblem(error: error, since: clock.now, failures: 1)
        }
        // What is stored comes from the history, with everything that was there before.
        return Answer(lost: isHeld ? nil : gathered, health: health, trouble: failure)
    }

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

    /// Removes a portion of the runs that are too old: if sources are only read once, no other
    /// process may ever do it. Returns how many remain.
    func removePortion() async -> Int {
        guard let retention = plan.retention else { return 0 }
        do throws(HistoryError) {
            let gone = try await history.remove(
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
    /// Whether reading covers everything since a moment, or will once it is done.
    func reaches(_ since: Timestamp) -> Bool { coveredSince.map { $0 <= since } ?? false }

    /// Whether every run since a moment is stored, as of the last poll.
    func covers(_ since: Timestamp) -> Bool {
        isBackfilled && reaches(since)
    }

    func isFresh(asOf moment: Timestamp, at now: Timestamp) -> Bool {
        guard let lastSuccess else { return false }
        // An end in the future is from before the clock was set back.
        return lastSuccess >= moment && lastSuccess <= now
    }
}
