// Coordinates come from anywhere (a scrolled list, a prompt, a test), and drawing must not trap on
// any of them: these sums stop at the ends of the number range. The module's only stdlib
// extensions.
extension Int {
    /// Returns the sum, or the nearest representable number.
    func addingSaturating(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        guard overflow else { return sum }
        return other > 0 ? .max : .min
    }

    /// Returns the difference, or the nearest representable number.
    func subtractingSaturating(_ other: Int) -> Int {
        let (difference, overflow) = subtractingReportingOverflow(other)
        guard overflow else { return difference }
        return other < 0 ? .max : .min
    }
}
