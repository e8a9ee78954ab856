import GRDB
import Runs

/// Looks for runs by their source and identifier.
struct RunLookup {
    private let find: RowStatement

    /// A run that is kept.
    struct Held {
        let number: Int64
        let bytes: [UInt8]

        /// Reads the record; nil where the bytes are none.
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

    /// Finds a run; nil where it is not kept.
    func find(_ id: RunID, of source: Int64) throws -> Held? {
        var text = id.text
        return try text.withUTF8 { id in
            let id = UnsafeRawBufferPointer(id)
            find.bind(RunHash.of(id, source), at: 1)
            defer { find.reset() }
            while try find.step() {
                guard find.number(at: 1) == source, find.bytes(at: 2).elementsEqual(id) else {
                    continue
                }
                return Held(number: find.number(at: 0), bytes: Array(find.bytes(at: 3)))
            }
            return nil
        }
    }
}

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
