import Runs

/// How the attempts at one job went, taken together.
struct Delivery {
    private let attempts: [Run]

    /// Takes the attempts, first to last; nil for fewer than two that count for nothing.
    init?(_ attempts: [Run]) {
        guard attempts.count > 1 || attempts.contains(where: { ($0.attempt ?? 1) > 1 }) else {
            return nil
        }
        self.attempts = attempts
    }

    /// How it stands: as the attempt that succeeded, else as the last one.
    var status: RunStatus { deciding?.status ?? .unknown }

    /// Tells the outcome, and each attempt that is known.
    func text(_ glyphs: Glyphs) -> String {
        let number = deciding.flatMap(\.attempt).map(String.init) ?? String(attempts.count)
        let each = attempts.enumerated().map { index, run in
            "\(run.attempt ?? index + 1) \(glyphs.status(run.status))"
        }
        return "\(status.rawValue) on attempt \(number) (\(each.joined(separator: "  ")))"
    }

    private var deciding: Run? { attempts.first { $0.status == .succeeded } ?? attempts.last }
}
