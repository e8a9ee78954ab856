import Logging
import Runs
import RunTable

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
            nextForgetting = nextForgetting?.advanced(byMilliseconds: step)
            logger.warning("the clock was set", metadata: ["milliseconds": "\(step)"])
            for poller in pollers.values { await poller.followClock() }
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
