package import Logging
package import Runs
package import RunTable
import UserConfiguration
package import Simulator
package import TUI

/// Reads the values of options; an error is one line.
package enum OptionValue {
    /// Reads a duration above zero.
    package static func duration(_ text: String) throws(CommandError) -> Duration {
        guard let duration = RunDuration.parse(text), duration.milliseconds > 0 else {
            throw usage("a duration is written like 500ms, 60s, 5m or 1h30m.")
        }
        return .milliseconds(duration.milliseconds)
    }

    /// Reads the path of a configuration file.
    package static func configFile(_ text: String) throws(CommandError) -> String {
        guard ConfigPaths.isPath(text) else { throw usage("--config takes a path.") }
        return text
    }

    /// Reads the speed of simulated runs, as a factor: above 0, up to 1,000.
    package static func speed(_ text: String) throws(CommandError) -> Double {
        guard let speed = Double(text), speed > 0, speed <= 1_000 else {
            throw usage("--speed takes a number above 0, up to 1000.")
        }
        return speed
    }

    /// Reads the number of simulated runs before the start: 0-1,000,000.
    package static func history(_ text: String) throws(CommandError) -> Int {
        try number(text, in: 0...1_000_000, of: "--history")
    }

    /// Reads a port on 127.0.0.1: 0-65,535.
    package static func port(_ text: String) throws(CommandError) -> Int {
        try number(text, in: 0...65_535, of: "--port")
    }

    /// Reads the most runs to print: 0 and up.
    package static func limit(_ text: String) throws(CommandError) -> Int {
        guard let limit = Int(text), limit >= 0 else {
            throw usage("--limit takes a number, 0 or more.")
        }
        return limit
    }

    /// Reads the name of the simulated LeadLex account's plan.
    package static func plan(_ text: String) throws(CommandError) -> LeadLexPlan {
        guard let plan = LeadLexPlan.all.first(where: { $0.word == text })?.plan else {
            let known = LeadLexPlan.all.map(\.word).joined(separator: ", ")
            throw usage("no plan is called \"\(text)\"; there are: \(known).")
        }
        return plan
    }

    /// Reads an age, which may be zero.
    package static func age(_ text: String) throws(CommandError) -> Duration {
        guard let duration = RunDuration.parse(text), duration.milliseconds >= 0 else {
            throw usage("an age is written like 0s, 60s, 5m or 1h30m.")
        }
        return .milliseconds(duration.milliseconds)
    }

    /// Reads a folder's path.
    package static func folder(_ text: String) throws(CommandError) -> String {
        guard !text.isEmpty else { throw usage("--keep takes the path of a folder.") }
        return text
    }

    /// Reads statuses with commas. Refuses an empty item: an unset variable would silence an alarm.
    package static func statuses(_ text: String) throws(CommandError) -> Set<RunStatus> {
        var statuses: Set<RunStatus> = []
        for word in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard !word.isEmpty else {
                throw usage("--fail-on takes statuses with commas between them: failed,warning.")
            }
            guard let status = RunStatus(rawValue: String(word)) else {
                let known = RunStatus.allCases.map(\.rawValue).joined(separator: ", ")
                throw usage("no status is called \"\(word)\"; there are: \(known).")
            }
            statuses.insert(status)
        }
        return statuses
    }

    /// Reads faults of the simulated providers, as a list with commas.
    package static func faults(_ text: String) throws(CommandError) -> [SimulatedFault] {
        do throws(SimulatedFault.Mistake) {
            return try SimulatedFault.list(text)
        } catch {
            throw usage(error.sentence)
        }
    }

    /// Reads the key that runs are sorted by; a `-` before it inverts the order.
    package static func order(_ text: String) throws(CommandError) -> RunOrder {
        guard let order = RunOrder(name: text) else {
            let known = SortKey.allCases.map(\.rawValue)
            throw usage(unknown("sort key", String(text.trimmingPrefix("-")), among: known))
        }
        return order
    }

    /// Reads the name of a view.
    package static func view(_ text: String) throws(CommandError) -> View {
        guard let view = View.allCases.first(where: { $0.name == text }) else {
            throw usage(unknown("view", text, among: View.allCases.map(\.name)))
        }
        return view
    }

    private static func unknown(_ what: String, _ word: String, among known: [String]) -> String {
        let nearest = EditDistance.nearest(to: word, among: known).first
        let hint = nearest.map { "; did you mean \"\($0)\"?" } ?? ";"
        return "no \(what) is called \"\(word)\"\(hint) there are: "
            + "\(known.joined(separator: ", "))."
    }

    /// Reads a log level.
    package static func logLevel(_ text: String) throws(CommandError) -> Logger.Level {
        guard let level = Logger.Level(rawValue: text) else {
            let known = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw usage("the levels are \(known).")
        }
        return level
    }

    private static func number(
        _ text: String, in range: ClosedRange<Int>, of option: String
    ) throws(CommandError) -> Int {
        guard let number = Int(text), range.contains(number) else {
            throw usage("\(option) takes a number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    private static func usage(_ line: String) -> CommandError {
        CommandError([line], status: .usage)
    }
}
