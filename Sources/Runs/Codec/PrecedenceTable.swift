/// The precedences that the fields of one record have, usually one for all.
struct PrecedenceTable {
    private(set) var precedences: [Precedence] = []

    init() {}

    /// Finds the index of a precedence, and appends it if it is new.
    mutating func place(of precedence: Precedence) -> Int {
        if let known = precedences.firstIndex(of: precedence) { return known }
        precedences.append(precedence)
        return precedences.count - 1
    }

    func write(to writer: inout ByteWriter) {
        writer.write(count: precedences.count)
        for precedence in precedences {
            // The lowest bit says whether it is terminal, the next one whether the provider gave a
            // time.
            let hasTime = precedence.asOf != .min
            let flags =
                (precedence.isTerminal ? 1 : 0) | (hasTime ? 2 : 0) | precedence.progress << 2
            writer.write(count: flags)
            if hasTime { writer.write(precedence.asOf) }
        }
    }

    init(from reader: inout ByteReader) throws(CodecError) {
        for _ in 0..<(try reader.count()) {
            let flags = try reader.unsigned()
            guard flags < 1_024 else { throw .invalid }
            precedences.append(
                Precedence(
                    isTerminal: flags & 1 != 0,
                    asOf: flags & 2 != 0 ? try reader.integer() : .min,
                    progress: Int(flags >> 2)))
        }
    }
}
