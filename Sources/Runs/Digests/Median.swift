extension Collection where Element: Comparable {
    /// The middle one of the elements in ascending order, the greater one of two; nil of none.
    ///
    /// Cost: sorts a copy, O(n log n).
    package var median: Element? { isEmpty ? nil : sorted()[count / 2] }
}
