import Foundation

/// Times of one thing, done several times.
struct Measured {
    private let milliseconds: [Double]

    /// Does something several times.
    init(_ times: Int, _ body: () -> Void) {
        milliseconds = (0..<times).map { _ in ContinuousClock().measure(body).milliseconds }
    }

    init(_ durations: [Duration]) { milliseconds = durations.map(\.milliseconds) }

    var median: Double { quantile(0.5) }

    func quantile(_ share: Double) -> Double {
        let sorted = milliseconds.sorted()
        return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }

    /// Prints a line of the table: what, its target, and the times.
    func print(_ what: String, target: String) {
        let name = what.padding(toLength: 58, withPad: " ", startingAt: 0)
        let goal = target.padding(toLength: 10, withPad: " ", startingAt: 0)
        Swift.print(
            name, goal,
            String(
                format: "%8.2f %8.2f %8.2f", median, quantile(0), quantile(1)))
    }

    static func printHeading() {
        let what = "milliseconds".padding(toLength: 58, withPad: " ", startingAt: 0)
        Swift.print(what, "target       median    least    worst")
    }
}

extension Duration {
    /// The duration in milliseconds, with its fraction.
    var milliseconds: Double {
        Double(components.seconds) * 1_000 + Double(components.attoseconds) / 1e15
    }
}
