import Runs
package import RunTable

/// The words for what a person should know of the history.
package enum HistoryText {
    /// Tells how many kept runs are left out because they cannot be read.
    package static func leftOut(_ count: Int) -> String {
        count == 1
            ? "1 kept run could not be read and is left out"
            : "\(ShortText.count(count)) kept runs could not be read and are left out"
    }

    /// Tells how many kept runs are about to be removed.
    package static func expiring(_ count: Int) -> String {
        "\(ShortText.count(count)) kept \(count == 1 ? "run is" : "runs are") older than retention "
            + "and will be removed little by little"
    }
}

/// The words for how far this machine's clock is off.
package enum ClockText {
    /// Tells how far it is off, and nil where that is over.
    package static func sentence(_ deviation: ClockDeviation?) -> String {
        switch deviation {
        case .ahead(let milliseconds):
            lead(milliseconds) + ": set it, as times and filters go by it"
        case .jumped(let milliseconds):
            "this machine's clock jumped \(RunDuration.rounded(abs(milliseconds))) "
                + "\(milliseconds > 0 ? "ahead" : "back"); times go on as before"
        case nil: "this machine's clock is right again"
        }
    }

    /// Tells how far it is off where times and filters go by the servers' clocks.
    package static func corrected(_ deviation: ClockDeviation) -> String {
        switch deviation {
        case .ahead(let milliseconds):
            lead(milliseconds) + "; times and filters use the servers' time: set the clock"
        case .jumped: sentence(deviation)
        }
    }

    private static func lead(_ milliseconds: Int64) -> String {
        "this machine's clock is \(RunDuration.rounded(abs(milliseconds))) "
            + "\(milliseconds > 0 ? "ahead of" : "behind") the servers'"
    }
}
