import Logging
import Runs

extension Monitor {
    /// Looks at how far the computer's clock is off, and goes on from where it was set where a server
    /// confirms that: leases, budgets and back-off last as long as before.
    func followClock() async {
        guard let steady = clock.steady else { return }
        if let step = steady.confirmedStep {
            for poller in pollers.values { await poller.carry(by: step) }
            await budgets.carry(by: step)
            turns.carry(by: step)
            nextForgetting = nextForgetting?.advanced(byMilliseconds: step)
            steady.followStep()
            logger.warning("the clock was set", metadata: ["milliseconds": "\(step)"])
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
