import Logging
package import Runs
import RunTable

extension Monitor {
    /// How often it looks at what other processes did, in milliseconds.
    private static var glance: Int64 { 1_000 }

    /// How many changes of others are taken in at a time.
    private static var changePage: Int { 5_000 }

    /// Polls every source, on a history of its own, until the task is cancelled.
    func pollAll(in group: inout DiscardingTaskGroup) async {
        group.addTask { await self.watchClock() }
        if plan.polling == .on { await begin(Set(members.order), in: &group) }
        for await _ in members.arrivals.signals {
            welcome(in: &group)
            guard plan.polling == .on else { continue }
            await begin(Set(members.order).subtracting(turns.polled), in: &group)
        }
    }

    /// Polls the sources whose leases it has and follows the others, until the task is cancelled.
    func takeTurns(in group: inout DiscardingTaskGroup) async {
        while !Task.isCancelled {
            progress.hadTrouble = false
            await followClock()
            // Leases went with the history that they were written in.
            if await keeper.review() { turns.lapse() }
            welcome(in: &group)
            await renewLeases()
            await follow()
            if plan.polling == .on { await begin(turns.idle(at: clock.now), in: &group) }
            await hearWishes()
            await forgetOld()
            await releasePayloads()
            await recheckHistory()
            guard await glances() else { return }
        }
    }

    /// Waits until it is time to look again.
    ///
    /// - Returns: Whether it is; false once the task is cancelled.
    func glances() async -> Bool {
        let next = clock.now.advanced(byMilliseconds: Self.glance)
        return (try? await clock.sleep(until: next)) != nil
    }

    /// Whether the poll of a source that is due may begin.
    func mayPoll(_ source: SourceName) async -> Bool {
        guard history.isShared, !turns.isHeld(source, at: clock.now) else { return true }
        // It slept for longer than the lease lasted: somebody else may have it by now.
        await renewLeases()
        return turns.isHeld(source, at: clock.now)
    }

    /// Gives the leases back, so that others need not wait for their end.
    ///
    /// `stop()` does so once everything is kept; where that takes too long, it is done apart.
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
            // What is held lasts for a while yet. Without a history there is nobody to agree with.
            if error == .busy, asked.allSatisfy({ turns.isHeld($0, at: clock.now) }) { return }
        }
        let lost = turns.granted(granted, of: asked, until: end)
        guard !lost.isEmpty else { return progress.renewedRevision = progress.knownRevision }
        // Others may have changed these since the leases were known to be held.
        progress.knownRevision = min(progress.knownRevision, progress.renewedRevision)
        for source in lost { await members.pollers[source]?.leave() }
    }

    private func begin(
        _ sources: Set<SourceName>, in group: inout DiscardingTaskGroup
    ) async {
        guard !sources.isEmpty else { return }
        var standings: [SourceName: SourceCheckpoint] = [:]
        let epoch = await history.epoch
        do throws(HistoryError) {
            standings = try await history.standings(of: sources)
        } catch {
            noteHistory(error)
        }
        // With a new history everything is looked at once more.
        guard await history.epoch == epoch else { return }
        for source in members.order where sources.contains(source) {
            guard let poller = members.pollers[source], !members.arrivals.halting.contains(source)
            else {
                continue
            }
            turns.begins(source)
            let standing = standings[source]
            await keeper.resume(source, from: standing)
            guard members.pollers[source] === poller, !members.arrivals.halting.contains(source)
            else {
                turns.ends(source)
                continue
            }
            let poll = Task {
                await poller.run(from: standing, for: self)
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
            // Whoever polls it now has a plan of its own.
            health.plan = nil
        }
    }

    // MARK: Following

    /// Takes in what other processes kept of the sources that are not polled here.
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
                for (source, standing) in changes.standings {
                    change(source) { $0.follow(standing) }
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

    /// Polls those sources sooner that another process waits for, as far as their budgets allow.
    private func hearWishes() async {
        guard plan.polling == .on, !turns.polled.isEmpty else { return }
        do throws(HistoryError) {
            let now = clock.now
            for (source, asOf) in try await history.wishes(of: turns.polled) {
                // One for a moment to come was written before the clock was set back.
                let isOpen = members.healths[source]?.lastSuccess.map { $0 < asOf } ?? false
                if isOpen, asOf <= now { await members.pollers[source]?.hurry() }
            }
        } catch {
            noteHistory(error)
        }
    }
}

extension Monitor {
    /// What a monitor is to do beside showing runs.
    package struct Plan: Hashable, Sendable {
        /// Whether sources are polled at all.
        package var polling = Polling.on
        /// How much of the past is kept; nil for all of it.
        package var retention: Retention?
        /// What is read of the runs that the history holds.
        package var loading = Loading.summaries
        /// How many records stay in memory; the history keeps the others.
        package var heldRecords = 20_000
        /// How many bytes of records stay in memory; two and a half times as many while the history
        /// cannot be written.
        package var heldBytes = 64 << 20
        /// Who takes leases on a shared history, told from every other process.
        package var owner: LeaseOwner

        /// Whether sources are polled.
        package enum Polling: Hashable, Sendable {
            /// They are, as far as no other process does.
            case on
            /// They are not: what the history holds is all there is.
            case off
        }

        /// What is read of runs.
        package enum Loading: Hashable, Sendable {
            /// What is listed; the rest where somebody asks for it.
            case summaries
            /// All of each run, as `--follow` prints it.
            case records
        }

        /// Plans to poll, and to forget nothing.
        package init(owner: LeaseOwner) { self.owner = owner }
    }
}

extension Monitor {
    /// Follows the clock for as long as the monitor runs.
    func watchClock() async {
        guard clock.steady != nil else { return }
        repeat { await followClock() } while await glances()
    }

    /// Looks at how far the computer's clock is off, and goes on from where it was set where a server
    /// confirms that: leases, budgets and back-off last as long as before.
    ///
    /// Pollers and budgets move their own moments when they next read the clock, so that they never
    /// compare moments from before the step with a clock from after it.
    func followClock() async {
        guard let steady = clock.steady else { return }
        if let step = steady.followStep() {
            // Nothing comes in between here that asks for the time.
            turns.carry(by: step, to: clock.now)
            progress.nextForgetting = progress.nextForgetting?.advanced(byMilliseconds: step)
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
    /// Whether another one differs from it only as two answers of one server do.
    fileprivate func isAlike(_ other: ClockDeviation?) -> Bool {
        switch (self, other) {
        case (.ahead(let mine), .ahead(let theirs)), (.jumped(let mine), .jumped(let theirs)):
            abs(mine - theirs) < Self.tolerance / 2
        case (_, _): false
        }
    }
}
