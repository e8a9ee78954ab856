import Runs

/// A table's state while it loads rows from a history.
struct TableLoading: Sendable {
    /// The hashes of rows from elsewhere, which the history may have too.
    var early: Set<UInt64>
    private var contexts = SegmentCache<ContextCodes>()
    private var reasons = SegmentCache<UInt32>()

    /// The codes of the texts that many runs share.
    struct ContextCodes: Sendable {
        let pipeline: UInt32
        let origin: UInt32
        let request: UInt32
    }

    init(early: Set<UInt64>) { self.early = early }

    /// Decodes the values of a row.
    /// - Throws: `CodecError` if the bytes are not a summary.
    mutating func values(
        of summary: UnsafeRawBufferPointer, source: UInt16, in texts: inout TableTexts
    ) throws(CodecError) -> RowValues {
        let read = try SummaryReading(summary)
        texts.setProvider(read.provider, of: source)
        let context = try contexts.value(of: read.context, salt: source) {
            segment throws(CodecError) in
            let words = try ByteReader.texts(of: segment, count: 4)
            return texts.context(
                pipeline: words[0], trigger: words[1], event: words[2], request: words[3], source)
        }
        var reason: UInt32 = 0
        if !read.reason.isEmpty {
            reason = try reasons.value(of: read.reason, salt: 0) { segment throws(CodecError) in
                let words = try ByteReader.texts(of: segment, count: read.reasonCount)
                let error = words[0].map { _ in RunError(code: words[1], message: words[2]) }
                return texts.reason(
                    error, line: words[3], Fingerprint(texts: words[4...].compactMap(\.self)))
            }
        }
        var job: UInt32 = 0
        if !read.job.isEmpty {
            job = texts.job(try ByteReader.texts(of: read.job, count: 1)[0], of: source)
        }
        return RowValues(
            time: read.time, end: read.end, duration: read.duration, attempt: read.attempt,
            httpStatus: read.httpStatus, status: read.status, marks: read.marks, source: source,
            pipeline: context.pipeline, origin: context.origin, request: context.request,
            reason: reason, job: job, place: read.place)
    }
}

/// Caches the values of byte segments, so that each is decoded once.
private struct SegmentCache<Value: Sendable>: Sendable {
    private var entries: [UInt64: [Entry]] = [:]

    private struct Entry: Sendable {
        let bytes: [UInt8]
        let salt: UInt16
        let value: Value
    }

    mutating func value(
        of segment: UnsafeRawBufferPointer, salt: UInt16,
        _ read: (UnsafeRawBufferPointer) throws(CodecError) -> Value
    ) throws(CodecError) -> Value {
        let hash = Self.hash(segment, salt)
        for entry in entries[hash] ?? []
        where entry.salt == salt && entry.bytes.elementsEqual(segment) { return entry.value }
        let value = try read(segment)
        // Longer segments were written before lists had a limit, and hardly ever recur.
        guard segment.count <= 8 * ListedText.limit else { return value }
        entries[hash, default: []].append(
            Entry(bytes: Array(segment), salt: salt, value: value))
        return value
    }

    /// Mixes eight bytes at a time; a collision costs a comparison.
    private static func hash(_ bytes: UnsafeRawBufferPointer, _ salt: UInt16) -> UInt64 {
        var hash = UInt64(bytes.count) &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(salt)
        var index = 0
        while index + 8 <= bytes.count {
            hash =
                (hash ^ bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                &* 0xBF58_476D_1CE4_E5B9
            hash ^= hash >> 29
            index += 8
        }
        while index < bytes.count {
            hash = (hash ^ UInt64(bytes[index])) &* 0x94D0_49BB_1331_11EB
            index += 1
        }
        return hash ^ (hash >> 32)
    }
}
