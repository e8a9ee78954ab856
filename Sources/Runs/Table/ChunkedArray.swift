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

/// A value for each key, in shards: after a copy, a write copies one shard and not the whole.
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
