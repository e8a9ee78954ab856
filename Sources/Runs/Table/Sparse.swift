/// A value for some of the rows of a chunk, ordered by row.
struct Sparse<Value: Sendable>: Sendable {
    private var places: ContiguousArray<UInt16> = []
    private var values: ContiguousArray<Value> = []

    var isEmpty: Bool { places.isEmpty }
    var count: Int { places.count }

    subscript(place: Int) -> Value? {
        get {
            let index = index(of: place)
            return isHeld(place, at: index) ? values[index] : nil
        }
        set {
            let index = index(of: place)
            switch (isHeld(place, at: index), newValue) {
            case (true, let value?): values[index] = value
            case (true, nil):
                places.remove(at: index)
                values.remove(at: index)
            case (false, let value?):
                places.insert(UInt16(truncatingIfNeeded: place), at: index)
                values.insert(value, at: index)
            case (false, nil): break
            }
        }
    }

    private func isHeld(_ place: Int, at index: Int) -> Bool {
        index < places.count && Int(places[index]) == place
    }

    /// Where a row is, or would be.
    private func index(of place: Int) -> Int {
        // Rows come in order as a rule.
        guard let last = places.last, Int(last) >= place else { return places.count }
        var (low, high) = (0, places.count)
        while low < high {
            let middle = (low + high) / 2
            if Int(places[middle]) < place { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
