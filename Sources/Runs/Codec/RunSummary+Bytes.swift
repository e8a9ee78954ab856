/// The fields of a run that a table lists, as bytes that decode many times faster than the record.
/// Texts that many runs share form one segment, so that a segment needs decoding only once.
extension RunRecord {
    /// The version of the byte format.
    fileprivate static var summaryVersion: UInt8 { 1 }
    /// The version with more texts for a reason that is cut: the fingerprint of the whole reason.
    fileprivate static var cutVersion: UInt8 { 2 }

    /// All listed fields except the key, about a hundred bytes.
    package var summary: [UInt8] {
        let run = run(pipelineName: nil)
        let marks = RowMarks(run)
        let fingerprint = run.cutFingerprint
        var writer = ByteWriter()
        writer.write(byte: fingerprint == nil ? Self.summaryVersion : Self.cutVersion)
        writer.write(byte: run.status.code)
        writer.write(provider)
        writer.write(unsigned: UInt64(marks.rawValue))
        writer.write(run.sortTime.milliseconds)
        for number in [
            run.finishedAt?.milliseconds, run.duration, run.attempt.map(Int64.init),
            run.httpStatus.map(Int64.init),
        ] {
            if let number { writer.write(number) }
        }
        writer.write(byte: run.listPlace.map { UInt8($0.arrival.rawValue + 1) } ?? 0)
        if let place = run.listPlace {
            writer.write(place.listed.milliseconds)
            writer.write(place.rank)
        }
        writer.writeSegment(
            of: [run.pipeline?.id.text] + [run.trigger, run.event, run.request].map(ListedText.of))
        let isReasonless = run.error == nil && run.reason == nil
        writer.writeSegment(
            of: isReasonless
                ? []
                : [run.error.map { _ in "" }]
                    + [run.error?.code, run.error?.message, run.reason].map(ListedText.of)
                    + (fingerprint?.texts ?? []))
        writer.writeSegment(of: run.job.map { [$0] } ?? [])
        return writer.bytes
    }
}

/// A decoded summary whose texts are still segments.
package struct SummaryReading {
    package let status: RunStatus
    package let provider: ProviderKind
    package let marks: RowMarks
    package let time: Int64
    package private(set) var end: Int64?
    package private(set) var duration: Int64?
    package private(set) var attempt: Int?
    package private(set) var httpStatus: Int?
    package private(set) var place: ListPlace?
    /// Pipeline, trigger, event and request.
    package let context: UnsafeRawBufferPointer
    /// Whether there is an error, its code and message, and the reason on one line; then, if the
    /// reason is cut, its fingerprint.
    package let reason: UnsafeRawBufferPointer
    /// The number of texts in `reason`.
    package let reasonCount: Int
    package let job: UnsafeRawBufferPointer

    /// Decodes what `RunRecord.summary` returned; the bytes must outlive the segments.
    /// - Throws: `CodecError` if they are not a summary.
    package init(_ bytes: UnsafeRawBufferPointer) throws(CodecError) {
        var reader = ByteReader(bytes)
        let version = try reader.byte()
        switch version {
        case RunRecord.summaryVersion: reasonCount = 4
        case RunRecord.cutVersion: reasonCount = 7
        default: throw .unknownVersion(version)
        }
        status = try RunStatus(code: reader.byte())
        provider = try reader.providerKind()
        marks = RowMarks(rawValue: UInt16(truncatingIfNeeded: try reader.unsigned()))
        time = try reader.integer()
        if marks.contains(.finished) { end = try reader.integer() }
        if marks.contains(.duration) { duration = try reader.integer() }
        if marks.contains(.attempt) { attempt = Int(truncatingIfNeeded: try reader.integer()) }
        if marks.contains(.http) { httpStatus = Int(truncatingIfNeeded: try reader.integer()) }
        let arrival = try reader.byte()
        if arrival > 0 {
            guard let arrival = ListPlace.Arrival(rawValue: Int(arrival) - 1) else {
                throw .invalid
            }
            place = ListPlace(
                arrival: arrival, listed: Timestamp(milliseconds: try reader.integer()),
                rank: try reader.integer())
        }
        context = try reader.segment()
        reason = try reader.segment()
        job = try reader.segment()
        guard reader.isAtEnd else { throw .invalid }
    }
}

extension Fingerprint {
    /// The three texts that represent it in storage. Only a code may hold characters that do not
    /// show, and a star matches those too.
    fileprivate var texts: [String] {
        [String(hash, radix: 16), pieces.joined(separator: "\0"), ending]
    }

    /// Decodes these texts; nil if they are malformed.
    package init?(texts: [String]) {
        guard texts.count == 3, let hash = UInt64(texts[0], radix: 16) else { return nil }
        let pieces = texts[1].split(separator: "\0", omittingEmptySubsequences: false)
        self.init(pieces: pieces.map(String.init), ending: texts[2], hash: hash)
    }
}

extension ByteWriter {
    /// Writes texts or nils with the byte length of all of them.
    fileprivate mutating func writeSegment(of texts: [String?]) {
        var segment = ByteWriter()
        for text in texts {
            segment.write(byte: text == nil ? 0 : 1)
            if let text { segment.write(text) }
        }
        write(count: segment.bytes.count)
        write(segment.bytes)
    }
}

extension ByteReader {
    /// Decodes the texts of a segment; an empty segment has none.
    /// - Throws: `CodecError` if it does not hold `count` texts or nils.
    package static func texts(
        of segment: UnsafeRawBufferPointer, count: Int
    ) throws(CodecError) -> [String?] {
        guard !segment.isEmpty else { return [String?](repeating: nil, count: count) }
        var reader = ByteReader(segment)
        var texts: [String?] = []
        for _ in 0..<count { texts.append(try reader.byte() == 0 ? nil : try reader.text()) }
        guard reader.isAtEnd else { throw .invalid }
        return texts
    }
}
