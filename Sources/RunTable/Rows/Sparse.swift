/// Values for some of the rows of a chunk, sorted by row.
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

    /// The index of a row, or its insertion point.
    private func index(of place: Int) -> Int {
        // Rows usually come in order.
        guard let last = places.last, Int(last) >= place else { return places.count }
        return places.lowerBound { Int($0) < place }
    }
}

/// An array in chunks: after a copy, a write copies one chunk and not the whole.
struct ChunkedArray<Element: Sendable>: Sendable {
    private static var capacity: Int { 256 }

    private var chunks: [ContiguousArray<Element>] = []
    private(set) var count = 0

    subscript(index: Int) -> Element {
        get { chunks[index / Self.capacity][index % Self.capacity] }
        _modify { yield &chunks[index / Self.capacity][index % Self.capacity] }
    }

    mutating func append(_ element: Element) {
        if count.isMultiple(of: Self.capacity) { chunks.append([]) }
        chunks[chunks.count - 1].append(element)
        count += 1
    }
}

/// A dictionary in shards: after a copy, a write copies one shard and not the whole.
struct ShardedIndex<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private static var shardCount: Int { 64 }

    private var shards = [[Key: Value]](repeating: [:], count: shardCount)

    subscript(key: Key) -> Value? {
        get { shards[Self.shard(of: key)][key] }
        _modify { yield &shards[Self.shard(of: key)][key] }
    }

    subscript(key: Key, default missing: @autoclosure () -> Value) -> Value {
        get { self[key] ?? missing() }
        _modify { yield &shards[Self.shard(of: key)][key, default: missing()] }
    }

    private static func shard(of key: Key) -> Int {
        Int(UInt(bitPattern: key.hashValue) % UInt(shardCount))
    }
}
