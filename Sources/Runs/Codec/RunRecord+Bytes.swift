/// Encodes and decodes a record without loss, except for its key, which is stored separately.
extension RunRecord {
    /// The version of the byte format.
    private static var version: UInt8 { 1 }

    /// The record without its key, about as long as its texts.
    package var bytes: [UInt8] {
        var precedences = PrecedenceTable()
        var fields = ByteWriter()
        fields.write(firstSeen.milliseconds)
        write(&fields, &precedences)
        fields.write(count: related.count)
        for (key, field) in related.sorted(by: { $0.key < $1.key }) {
            fields.write(key)
            field.write(to: &fields, &precedences) { $0.write($1) }
        }
        switch listPlace {
        case nil: fields.write(byte: 0)
        case let place?:
            fields.write(byte: UInt8(truncatingIfNeeded: place.arrival.rawValue + 1))
            fields.write(place.listed.milliseconds)
            fields.write(place.rank)
        }
        var whole = ByteWriter()
        whole.write(byte: Self.version)
        whole.write(provider)
        precedences.write(to: &whole)
        return whole.bytes + fields.bytes
    }

    private func write(_ writer: inout ByteWriter, _ precedences: inout PrecedenceTable) {
        status.write(to: &writer, &precedences) { $0.write(byte: $1.code) }
        rawStatus.write(to: &writer, &precedences) { $0.write($1) }
        pipeline.write(to: &writer, &precedences) { $0.write($1.text) }
        trigger.write(to: &writer, &precedences) { $0.write($1) }
        startedAt.write(to: &writer, &precedences) { $0.write($1.milliseconds) }
        finishedAt.write(to: &writer, &precedences) { $0.write($1.milliseconds) }
        duration.write(to: &writer, &precedences) { $0.write($1) }
        attempt.write(to: &writer, &precedences) { $0.write(Int64($1)) }
        httpStatus.write(to: &writer, &precedences) { $0.write(Int64($1)) }
        request.write(to: &writer, &precedences) { $0.write($1) }
        requestID.write(to: &writer, &precedences) { $0.write($1) }
        event.write(to: &writer, &precedences) { $0.write($1) }
        error.write(to: &writer, &precedences) { $1.write(to: &$0) }
        metadata.write(to: &writer, &precedences) { $1.write(to: &$0) }
        timeSource.write(to: &writer, &precedences) { $0.write(byte: $1.code) }
    }

    /// Decodes `bytes`, which must hold nothing else.
    /// - Throws: `CodecError` if they are not a record.
    package init(bytes: UnsafeRawBufferPointer, key: RunKey) throws(CodecError) {
        var reader = ByteReader(bytes)
        let version = try reader.byte()
        guard version == Self.version else { throw .unknownVersion(version) }
        try self.init(from: &reader, key: key)
        guard reader.isAtEnd else { throw .invalid }
    }

    private init(from reader: inout ByteReader, key: RunKey) throws(CodecError) {
        self.key = key
        provider = try reader.providerKind()
        let known = try PrecedenceTable(from: &reader).precedences
        firstSeen = Timestamp(milliseconds: try reader.integer())
        status = try Field(from: &reader, known, Self.status)
        rawStatus = try Field(from: &reader, known, Self.text)
        pipeline = try Field(from: &reader, known, Self.pipelineID)
        trigger = try Field(from: &reader, known, Self.text)
        startedAt = try Field(from: &reader, known, Self.moment)
        finishedAt = try Field(from: &reader, known, Self.moment)
        duration = try Field(from: &reader, known, Self.integer)
        attempt = try Field(from: &reader, known, Self.count)
        httpStatus = try Field(from: &reader, known, Self.count)
        request = try Field(from: &reader, known, Self.text)
        requestID = try Field(from: &reader, known, Self.text)
        event = try Field(from: &reader, known, Self.text)
        error = try Field(from: &reader, known, RunError.init(from:))
        metadata = try Field(from: &reader, known, Self.json)
        timeSource = try Field(from: &reader, known, Self.timeSource)
        related = [:]
        for _ in 0..<(try reader.count()) {
            related[try reader.text()] = try Field(from: &reader, known, Self.text)
        }
        listPlace = try Self.listPlace(from: &reader)
    }
}

extension RunRecord {
    private static func text(_ reader: inout ByteReader) throws(CodecError) -> String {
        try reader.text()
    }

    private static func integer(_ reader: inout ByteReader) throws(CodecError) -> Int64 {
        try reader.integer()
    }

    private static func count(_ reader: inout ByteReader) throws(CodecError) -> Int {
        Int(truncatingIfNeeded: try reader.integer())
    }

    private static func moment(_ reader: inout ByteReader) throws(CodecError) -> Timestamp {
        Timestamp(milliseconds: try reader.integer())
    }

    private static func status(_ reader: inout ByteReader) throws(CodecError) -> RunStatus {
        try RunStatus(code: reader.byte())
    }

    private static func timeSource(_ reader: inout ByteReader) throws(CodecError) -> TimeSource {
        try TimeSource(code: reader.byte())
    }

    private static func pipelineID(_ reader: inout ByteReader) throws(CodecError) -> PipelineID {
        PipelineID(try reader.text())
    }

    private static func json(_ reader: inout ByteReader) throws(CodecError) -> JSONValue {
        try JSONValue(from: &reader)
    }

    private static func listPlace(from reader: inout ByteReader) throws(CodecError) -> ListPlace? {
        let tag = try reader.byte()
        guard tag > 0 else { return nil }
        guard let arrival = ListPlace.Arrival(rawValue: Int(tag) - 1) else { throw .invalid }
        return ListPlace(
            arrival: arrival, listed: Timestamp(milliseconds: try reader.integer()),
            rank: try reader.integer())
    }
}

extension RunError {
    fileprivate func write(to writer: inout ByteWriter) {
        writer.write(byte: (code == nil ? 0 : 1) | (message == nil ? 0 : 2))
        if let code { writer.write(code) }
        if let message { writer.write(message) }
    }

    fileprivate init(from reader: inout ByteReader) throws(CodecError) {
        let parts = try reader.byte()
        guard parts < 4 else { throw .invalid }
        self.init(
            code: parts & 1 != 0 ? try reader.text() : nil,
            message: parts & 2 != 0 ? try reader.text() : nil)
    }
}

extension Field {
    /// Writes the value and the index of its precedence; a field never observed takes one byte.
    fileprivate func write(
        to writer: inout ByteWriter, _ precedences: inout PrecedenceTable,
        _ write: (inout ByteWriter, Value) -> Void
    ) {
        let place = precedences.place(of: precedence) * 3
        switch observed {
        case .unsaid: writer.write(count: place)
        case .null: writer.write(count: place + 1)
        case .value(let value):
            writer.write(count: place + 2)
            write(&writer, value)
        }
    }

    fileprivate init(
        from reader: inout ByteReader, _ precedences: [Precedence],
        _ read: (inout ByteReader) throws(CodecError) -> Value
    ) throws(CodecError) {
        let tag = try reader.unsigned()
        guard tag < UInt64(precedences.count) * 3 else { throw .invalid }
        let precedence = precedences[Int(tag / 3)]
        switch tag % 3 {
        case 0: self.init(.unsaid, precedence)
        case 1: self.init(.null, precedence)
        default: self.init(.value(try read(&reader)), precedence)
        }
    }
}
