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

/// The row of each key, in shards: after a copy, a write copies one shard and not the whole.
struct RowIndex: Sendable {
    private static let shardCount = 64

    private var shards = [[RunKey: Int]](repeating: [:], count: shardCount)

    subscript(key: RunKey) -> Int? {
        get { shards[Self.shard(of: key)][key] }
        _modify { yield &shards[Self.shard(of: key)][key] }
    }

    private static func shard(of key: RunKey) -> Int {
        Int(UInt(bitPattern: key.hashValue) % UInt(shardCount))
    }
}
