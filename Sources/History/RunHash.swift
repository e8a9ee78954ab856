/// The number by which the run of a source is looked for: an index of it takes a third of the room
/// that identifiers would. Runs of one number are told apart by what they are called.
enum RunHash {
    /// Mixes the bytes of an identifier (FNV-1a, 64 bits), and the number of the source.
    ///
    /// It is stored, and so must never change.
    static func of(_ id: UnsafeRawBufferPointer, _ source: Int64) -> Int64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in id { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        hash = (hash ^ UInt64(bitPattern: source)) &* 0x9E37_79B9_7F4A_7C15
        return Int64(bitPattern: hash ^ (hash >> 29))
    }
}
