import Logging
import Runs

extension HistorySurvey {
    /// Polls a source whose lease is held, and gives the lease back.
    func poll(
        _ request: Request, since: Timestamp, _ epoch: HistoryEpoch
    ) async throws(HistoryError) -> Answer {
        let (name, owner) = (request.source.name, request.wish.owner)
        var answer: Answer
        do throws(HistoryError) {
            answer = try await polled(request, since: since, epoch)
        } catch {
            try await history.release([name], by: owner)
            throw error
        }
        // Whatever became of what was read, nobody else is to wait for this process.
        do throws(HistoryError) {
            try await history.release([name], by: owner)
        } catch {
            answer.trouble = answer.trouble ?? error
        }
        return answer
    }

    private func polled(
        _ request: Request, since: Timestamp, _ epoch: HistoryEpoch
    ) async throws(HistoryError) -> Answer {
        let (name, gathered) = (request.source.name, request.gathered)
        let keeper = HistoryKeeper(
            history, owner: request.wish.owner, clock: clock, epoch: epoch)
        var stored = try await history.standing(of: name)
        let reaches = stored?.reaches(since) ?? false
        if reaches {
            await keeper.resume(name, from: stored)
        } else {
            // What was removed is read again, and may not be missed for ever.
            try await history.settleRemovals(of: name, by: request.wish.owner)
            stored = try await history.standing(of: name)
            await keeper.deepen(name, from: stored)
        }
        var health = await read(
            request, from: reaches ? stored : nil, since: reaches ? nil : since, keeper)
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
        if isMissing, reaches { return try await polled(request, since: since, epoch) }
        if isMissing, await gathered.hasLetGo {
            // What was kept has made room again for what came behind it.
            let error = ProviderError.unreadable(.tooMuch(limit: gathered.bound.limit))
            health.problem = SourceProblem(error: error, since: clock.now, failures: 1)
        }
        // What is kept comes from the history, with all that was there before.
        return Answer(lost: isHeld ? nil : gathered, health: health, trouble: failure)
    }

    /// Reads a source, and renews its lease meanwhile.
    private func read(
        _ request: Request, from standing: SourceCheckpoint?, since: Timestamp?,
        _ keeper: HistoryKeeper
    ) async -> SourceHealth {
        let renewing = Task { await renew(request.source.name, for: request.wish.owner) }
        let health = await SourceSurvey(
            source: request.source, standing: standing, since: since,
            deadline: request.deadline, context: request.context
        ).read(keeper: keeper, into: request.gathered)
        renewing.cancel()
        await renewing.value
        return health
    }

    private func renew(_ source: SourceName, for owner: LeaseOwner) async {
        while true {
            let next = clock.now.advanced(byMilliseconds: LeaseRotation.length / 3)
            guard (try? await clock.sleep(until: next)) != nil else { return }
            let end = clock.now.advanced(byMilliseconds: LeaseRotation.length)
            do throws(HistoryError) {
                _ = try await history.lease([source], to: owner, until: end, at: clock.now)
            } catch {
                logger.notice("lease not renewed", metadata: ["error": "\(error)"])
            }
        }
    }
}
