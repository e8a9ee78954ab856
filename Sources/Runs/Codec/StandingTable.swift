/// The standings that the fields of one record have; mostly there is one for all of them.
struct StandingTable {
    private(set) var standings: [Standing] = []

    init() {}

    /// The place of a standing, which is added where it is a new one.
    mutating func place(of standing: Standing) -> Int {
        if let known = standings.firstIndex(of: standing) { return known }
        standings.append(standing)
        return standings.count - 1
    }

    func write(to writer: inout ByteWriter) {
        writer.write(count: standings.count)
        for standing in standings {
            // The lowest bit is the end, the next one whether the provider gave a time.
            let hasTime = standing.asOf != .min
            let flags = (standing.isTerminal ? 1 : 0) | (hasTime ? 2 : 0) | standing.progress << 2
            writer.write(count: flags)
            if hasTime { writer.write(standing.asOf) }
        }
    }

    init(from reader: inout ByteReader) throws(CodecError) {
        for _ in 0..<(try reader.count()) {
            let flags = try reader.unsigned()
            guard flags < 1_024 else { throw .invalid }
            standings.append(
                Standing(
                    isTerminal: flags & 1 != 0,
                    asOf: flags & 2 != 0 ? try reader.integer() : .min,
                    progress: Int(flags >> 2)))
        }
    }
}
