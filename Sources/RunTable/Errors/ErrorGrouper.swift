package import Runs

/// Groups failures by what their messages have in common.
struct ErrorGrouper: Sendable {
    /// The group of each reason code; group 0 has the failures without a reason.
    private var groups: [Int] = []
    private var fingerprints = [Fingerprint("")]
    private var numbers = [Fingerprint(""): 0]

    private struct Failures {
        var count = 0
        var pipelines: Set<UInt32> = []
        var sources: Set<UInt16> = []
        var times: ClosedRange<Int64>?
        var latest = (row: 0, time: Int64.min)
    }

    /// Groups the failures among some rows, given by chunk, the most frequent group first. Cost:
    /// reads each failure, and each distinct message that is new since the last call.
    mutating func groups(
        of found: ContiguousArray<RowBits>, in table: RunTable, now: Timestamp
    ) -> [ErrorGroup] {
        addReasons(of: table.texts)
        var failures = [Failures](repeating: Failures(), count: fingerprints.count)
        var firsts = [Int64](repeating: .max, count: fingerprints.count)
        var oldest = Int64.max
        for (number, chunk) in table.chunks.enumerated() {
            let rows = chunk.rows
            let failed = rows.live & .rows(of: rows.statuses, equalTo: RunStatus.failed.code)
            failed.forEach { place in
                let group = groups[Int(rows.reasons[place])]
                let isTimed = rows.marks[place] & RowMarks.untimed.rawValue == 0
                let time = rows.times[place]
                if isTimed { firsts[group] = min(firsts[group], time) }
                guard found[number][place] else { return }
                failures[group].count += 1
                failures[group].pipelines.insert(rows.pipelines[place])
                failures[group].sources.insert(rows.sources[place])
                let row = number * RowBits.capacity + place
                if time >= failures[group].latest.time { failures[group].latest = (row, time) }
                guard isTimed else { return }
                let times = failures[group].times ?? time...time
                failures[group].times = min(times.lowerBound, time)...max(times.upperBound, time)
            }
            oldest = min(oldest, rows.oldest)
        }
        let newFrom = now.milliseconds - ErrorGroup.newness
        return failures.indices.filter { failures[$0].count > 0 }.map { group in
            let isNew = firsts[group] != .max && firsts[group] >= newFrom && oldest < newFrom
            return Self.group(failures[group], fingerprints[group], isNew: isNew, in: table)
        }
        .sorted { ($0.count, $1.fingerprint, $1.id) > ($1.count, $0.fingerprint, $0.id) }
    }

    mutating func groups(in table: RunTable) -> [Int] {
        addReasons(of: table.texts)
        return groups
    }

    /// Assigns groups to the reasons that are new since the last call.
    private mutating func addReasons(of texts: TableTexts) {
        while groups.count <= texts.reasons.last {
            let code = UInt32(truncatingIfNeeded: groups.count)
            let reason = texts.reasons[code]
            let line = reason.flatMap { texts.lines[$0.line] }
            let fingerprint =
                reason?.fingerprint ?? Fingerprint(line ?? "", code: reason?.error?.code)
            if let known = numbers[fingerprint] {
                groups.append(known)
            } else {
                numbers[fingerprint] = fingerprints.count
                groups.append(fingerprints.count)
                fingerprints.append(fingerprint)
            }
        }
    }

    private static func group(
        _ failures: Failures, _ fingerprint: Fingerprint, isNew: Bool, in table: RunTable
    ) -> ErrorGroup {
        ErrorGroup(
            id: fingerprint.hash, fingerprint: fingerprint.text,
            example: table.run(in: failures.latest.row).reason ?? "", count: failures.count,
            pipelines: failures.pipelines.subtracting([0]).count,
            sources: failures.sources.map(table.texts.source).sorted(),
            firstSeen: failures.times.map { Timestamp(milliseconds: $0.lowerBound) },
            lastSeen: failures.times.map { Timestamp(milliseconds: $0.upperBound) },
            isNew: isNew, query: fingerprint.query)
    }
}

/// Failures whose messages differ only in numbers, identifiers, times and addresses.
package struct ErrorGroup: Hashable, Sendable {
    /// Identifies the group: a hash of all of the shared text.
    package let id: UInt64
    /// The beginning of the shared text, with `*` for varying parts; empty without a message.
    package let fingerprint: String
    /// The message of the latest failure on one line.
    package let example: String
    package let count: Int
    /// The number of affected pipelines.
    package let pipelines: Int
    /// The affected sources by name.
    package let sources: [SourceName]
    /// When the first began; nil if the provider gave no time.
    package let firstSeen: Timestamp?
    /// When the latest began; nil if the provider gave no time.
    package let lastSeen: Timestamp?
    /// Whether the first such failure began within the last hour, while older runs exist.
    package let isNew: Bool
    package let query: String

    /// How long a failure counts as new, in milliseconds.
    package static var newness: Int64 { 3_600_000 }
}
