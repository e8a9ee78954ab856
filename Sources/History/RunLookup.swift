import GRDB
import Runs

/// Finds runs by source and identifier.
struct RunLookup {
    private let find: RowStatement

    struct Match {
        let number: Int64
        let bytes: [UInt8]

        /// Decodes the record; nil if the bytes are unreadable.
        func record(of key: RunKey) -> RunRecord? {
            bytes.withUnsafeBytes { RunRecord(readable: $0, key: key) }
        }
    }

    init(_ database: Database) throws {
        find = try RowStatement(
            database,
            """
            SELECT run.id, source, key, record.bytes FROM run JOIN record ON record.run = run.id
            WHERE hash = ?
            """)
    }

    /// Finds a run; nil if it is not stored.
    func find(_ id: RunID, of source: Int64) throws -> Match? {
        var text = id.text
        return try text.withUTF8 { id in
            let id = UnsafeRawBufferPointer(id)
            find.bind(RunHash.of(id, source), at: 1)
            defer { find.reset() }
            while try find.step() {
                guard find.number(at: 1) == source, find.bytes(at: 2).elementsEqual(id) else {
                    continue
                }
                return Match(number: find.number(at: 0), bytes: Array(find.bytes(at: 3)))
            }
            return nil
        }
    }
}

/// The hash for finding a run of a source: its index takes a third of the room of an index of
/// identifiers. Identifiers distinguish runs with the same hash.
enum RunHash {
    /// Mixes an identifier and the number of the source (FNV-1a, 64 bits). Stored; never change it.
    static func of(_ id: UnsafeRawBufferPointer, _ source: Int64) -> Int64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in id { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        hash = (hash ^ UInt64(bitPattern: source)) &* 0x9E37_79B9_7F4A_7C15
        return Int64(bitPattern: hash ^ (hash >> 29))
    }
}
