import Logging
package import Runs
import RunTable

extension Monitor {
    private static var glance: Int64 { 1_000 }

    private static var changePage: Int { 5_000 }

    /// Polls every source of a private history, until the task is cancelled.
    func pollAll(in group: inout DiscardingTaskGroup) async {
        group.addTask { await self.watchClock() }
        if plan.polling == .on { await begin(Set(members.order), in: &group) }
        for await _ in members.arrivals.signals {
            welcome(in: &group)
            guard plan.polling == .on else { continue }
            await begin(Set(members.order).subtracting(turns.polled), in: &group)
        }
    }

    /// Polls the sources with leases and follows the others, until the task is cancelled.
    func takeTurns(in group: inout DiscardingTaskGroup) async {
        while !Task.isCancelled {
            progress.hadTrouble = false
            await followClock()
            // The leases are lost with the history that stored them.
            if await keeper.review() { turns.lapse() }
            welcome(in: &group)
            await renewLeases()
            await follow()
            if plan.polling == .on { await begin(turns.idle(at: clock.now), in: &group) }
            await readPollRequests()
            await removeOldRuns()
            await releasePayloads()
            await recheckHistory()
            guard await glances() else { return }
        }
    }

    func glances() async -> Bool {
        let next = clock.now.advanced(byMilliseconds: Self.glance)
        return (try? await clock.sleep(until: next)) != nil
    }

    func mayPoll(_ source: SourceName) async -> Bool {
        guard history.isShared, !turns.isHeld(source, at: clock.now) else { return true }
        // It slept longer than its lease: another process may have it by now.
        await renewLeases()
        return turns.isHeld(source, at: clock.now)
    }

    /// Releases the leases, so that other processes need not wait for their ends. `stop()` does
    /// this after storing everything; call it separately if that takes too long.
    package func releaseLeases() async {
        guard history.isShared, plan.polling == .on else { return }
        do throws(HistoryError) {
            try await history.release(Set(members.order), by: plan.owner)
        } catch {
            noteHistory(error)
        }
    }

    // MARK: Leases

    private func renewLeases() async {
        let now = clock.now
        let asked = turns.due(at: now)
        guard plan.polling == .on, !asked.isEmpty else { return }
        let end = now.advanced(byMilliseconds: LeaseRotation.length)
        var granted = asked
        do throws(HistoryError) {
            granted = try await history.lease(asked, to: plan.owner, until: end, at: now)
        } catch {
            noteHistory(error)
            // Held leases last for a while. Without a history there is no process to agree with.
            if error == .busy, asked.allSatisfy({ turns.isHeld($0, at: clock.now) }) { return }
        }
        let lost = turns.granted(granted, of: asked, until: end)
        guard !lost.isEmpty else { return progress.renewedRevision = progress.knownRevision }
        // Others may have changed these since the leases were last known to be held.
        progress.knownRevision = min(progress.knownRevision, progress.renewedRevision)
        for source in lost { await members.pollers[source]?.leave() }
    }

    private func begin(
        _ sources: Set<SourceName>, in group: inout DiscardingTaskGroup
    ) async {
        guard !sources.isEmpty else { return }
        var checkpoints: [SourceName: SourceCheckpoint] = [:]
        let epoch = await history.epoch
        do throws(HistoryError) {
            checkpoints = try await history.checkpoints(of: sources)
        } catch {
            noteHistory(error)
        }
        // After a new history began, the next round starts over.
        guard await history.epoch == epoch else { return }
        for source in members.order where sources.contains(source) {
            guard let poller = members.pollers[source], !members.arrivals.halting.contains(source)
            else {
                continue
            }
            turns.begins(source)
            let checkpoint = checkpoints[source]
            await keeper.resume(source, from: checkpoint)
            guard members.pollers[source] === poller, !members.arrivals.halting.contains(source)
            else {
                turns.ends(source)
                continue
            }
            let poll = Task {
                await poller.run(from: checkpoint, for: self)
                ended(source)
            }
            members.polls[source] = poll
            group.addTask {
                await withTaskCancellationHandler {
                    await poll.value
                } onCancel: {
                    poll.cancel()
                }
            }
        }
    }

    private func ended(_ source: SourceName) {
        turns.ends(source)
        members.polls[source] = nil
        guard history.isShared, !Task.isCancelled else { return }
        change(source) { health in
            health.activity = .followed
            // The process that polls it now has a plan of its own.
            health.plan = nil
        }
    }

    // MARK: Following

    /// Merges what other processes stored of the sources that are not polled here.
    private func follow() async {
        let followed = turns.followed(at: clock.now).union(turns.idle(at: clock.now))
        guard !followed.isEmpty else { return }
        do throws(HistoryError) {
            var hasMore = true
            while hasMore, !Task.isCancelled {
                let changes = try await history.changes(
                    of: followed, after: progress.knownRevision, limit: Self.changePage)
                progress.knownRevision = changes.revision
                hasMore = changes.hasMore
                merge(changes.records, changes.pipelines)
                for (source, checkpoint) in changes.checkpoints {
                    change(source) { $0.follow(checkpoint) }
                }
            }
        } catch {
            noteHistory(error)
        }
        guard plan.polling == .on else { return }
        for source in turns.followed(at: clock.now) where !turns.polled.contains(source) {
            change(source) { $0.activity = .followed }
        }
    }

    /// Begins polls early that other processes request, as far as the budgets allow.
    private func readPollRequests() async {
        guard plan.polling == .on, !turns.polled.isEmpty else { return }
        do throws(HistoryError) {
            let now = clock.now
            for (source, asOf) in try await history.pollRequests(of: turns.polled) {
                // A moment in the future was written before the clock was set back.
                let isOpen = members.healths[source]?.lastSuccess.map { $0 < asOf } ?? false
                if isOpen, asOf <= now { await members.pollers[source]?.pollSoon() }
            }
        } catch {
            noteHistory(error)
        }
    }
}

extension Monitor {
    /// What a monitor does besides showing runs.
    package struct Plan: Hashable, Sendable {
        /// Whether sources are polled at all.
        package var polling = Polling.on
        /// How much of the past is kept; nil for all of it.
        package var retention: Retention?
        /// What is read of the stored runs.
        package var loading = Loading.summaries
        /// How many records stay in memory; the history keeps the others.
        package var heldRecords = 20_000
        /// The most bytes of records in memory; 2.5 times as many if the history is not writable.
        package var heldBytes = 64 << 20
        /// The holder of this process's leases on a shared history; unique among processes.
        package var owner: LeaseOwner

        /// Whether sources are polled.
        package enum Polling: Hashable, Sendable {
            /// Polls unless another process does.
            case on
            /// Shows what the history holds, and no more.
            case off
        }

        /// What is read of runs.
        package enum Loading: Hashable, Sendable {
            /// The listed fields; the rest on request.
            case summaries
            /// All of each run, as `--follow` prints it.
            case records
        }

        /// Plans to poll, and to remove nothing.
        package init(owner: LeaseOwner) { self.owner = owner }
    }
}

extension Monitor {
    func watchClock() async {
        guard clock.steady != nil else { return }
        repeat { await followClock() } while await glances()
    }

    /// Measures the clock's deviation, and follows a step that a server confirms: leases, budgets
    /// and back-off last as long as before. Pollers and budgets move their moments at their next
    /// reading of the clock, so that they never compare moments from before and after a step.
    func followClock() async {
        guard let steady = clock.steady else { return }
        if let step = steady.followStep() {
            // Nothing reads the clock between the step and these lines.
            turns.carry(by: step, to: clock.now)
            progress.nextRemoval = progress.nextRemoval?.advanced(byMilliseconds: step)
            logger.warning("the clock was set", metadata: ["milliseconds": "\(step)"])
            for poller in members.pollers.values { await poller.followClock() }
            await budgets.followClock()
        }
        let deviation = steady.deviation
        guard deviation?.isAlike(clockDeviation) != true, deviation != clockDeviation else {
            return
        }
        clockDeviation = deviation
        changed()
        guard let deviation else { return logger.notice("the clock is right again") }
        logger.warning("the clock is off", metadata: ["by": "\(deviation)"])
    }
}

extension ClockDeviation {
    /// Whether two deviations differ no more than two reports of one server do.
    fileprivate func isAlike(_ other: ClockDeviation?) -> Bool {
        switch (self, other) {
        case (.ahead(let mine), .ahead(let theirs)), (.jumped(let mine), .jumped(let theirs)):
            abs(mine - theirs) < Self.tolerance / 2
        case (_, _): false
        }
    }
}
