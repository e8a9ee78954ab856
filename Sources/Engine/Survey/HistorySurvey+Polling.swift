import Logging
import Runs

extension HistorySurvey {
    /// Polls a source whose lease is held, and gives the lease back.
    func poll(
        _ source: MonitoredSource, since: Timestamp, _ wish: Wish, _ epoch: HistoryEpoch,
        deadline: Timestamp, _ budgets: CallBudgets, _ gathered: GatheredRuns
    ) async throws(HistoryError) -> Answer {
        var answer: Answer
        do throws(HistoryError) {
            answer = try await polled(
                source, since: since, wish, epoch, deadline: deadline, budgets, gathered)
        } catch {
            try await history.release([source.name], by: wish.owner)
            throw error
        }
        // Whatever became of what was read, nobody else is to wait for this process.
        do throws(HistoryError) {
            try await history.release([source.name], by: wish.owner)
        } catch {
            answer.trouble = answer.trouble ?? error
        }
        return answer
    }

    private func polled(
        _ source: MonitoredSource, since: Timestamp, _ wish: Wish, _ epoch: HistoryEpoch,
        deadline: Timestamp, _ budgets: CallBudgets, _ gathered: GatheredRuns
    ) async throws(HistoryError) -> Answer {
        let keeper = HistoryKeeper(history, owner: wish.owner, clock: clock, epoch: epoch)
        var stored = try await history.standing(of: source.name)
        let reaches = stored?.reaches(since) ?? false
        if reaches {
            await keeper.resume(source.name, from: stored)
        } else {
            // What was removed is read again, and may not be missed for ever.
            try await history.settleRemovals(of: source.name, by: wish.owner)
            stored = try await history.standing(of: source.name)
            await keeper.deepen(source.name, from: stored)
        }
        let renewing = Task { await renew(source.name, for: wish.owner) }
        let survey = Survey(clock: clock, random: random, logger: logger)
        var health = await survey.read(
            source, from: reaches ? stored : nil, since: reaches ? nil : since,
            deadline: deadline, budgets: budgets, keeper: keeper, into: gathered)
        renewing.cancel()
        await renewing.value
        if let stored, !reaches {
            health.gaps = stored.gaps.followed(by: health.gaps)
            health.lastSuccess = health.lastSuccess ?? stored.lastSuccess
        }
        let failure = await keeper.flush()
        if failure == .replaced { throw .replaced }
        let kept = failure == nil ? try await history.standing(of: source.name) : nil
        let isHeld = kept?.reaches(since) ?? false
        if reaches, !isHeld, failure == nil, health.problem == nil {
            // Room was made for what came: with all that is asked for, it is read once more.
            return try await polled(
                source, since: since, wish, epoch, deadline: deadline, budgets, gathered)
        }
        if !isHeld, failure == nil, health.problem == nil, await gathered.hasLetGo {
            // What was kept has made room again for what came behind it.
            health.problem = SourceProblem(
                error: .unreadable(.tooMuch(limit: gathered.bound.limit)), since: clock.now,
                failures: 1)
        }
        // What is kept comes from the history, with all that was there before.
        return Answer(lost: isHeld ? nil : gathered, health: health, trouble: failure)
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
}
