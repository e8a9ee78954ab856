package import Runs

/// Groups failures by what their messages have in common.
struct ErrorReading: Sendable {
    /// The group of each reason, by its number in the table; 0 is that of failures without one.
    private var groups: [Int] = []
    private var fingerprints = [Fingerprint("")]
    private var numbers = [Fingerprint(""): 0]

    /// The failures of a group.
    private struct Failures {
        var count = 0
        var pipelines: Set<UInt32> = []
        var sources: Set<UInt16> = []
        var times: ClosedRange<Int64>?
        var latest = (row: 0, time: Int64.min)
    }

    /// Tells of the failures among rows, the most frequent first.
    ///
    /// Cost: a look at each failure, and a reading of each distinct message that came since the last
    /// time.
    ///
    /// - Parameters:
    ///   - found: The rows by chunk.
    ///   - table: The table.
    ///   - now: The moment.
    /// - Returns: The groups.
    mutating func groups(
        of found: ContiguousArray<RowBits>, in table: RunTable, now: Timestamp
    ) -> [ErrorGroup] {
        learn(table.texts)
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

    /// The group of each reason of a table, by the reason's number.
    mutating func groups(in table: RunTable) -> [Int] {
        learn(table.texts)
        return groups
    }

    /// Finds the groups of reasons that came since the last time.
    private mutating func learn(_ texts: TableTexts) {
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
            lastRun: table.key(in: failures.latest.row), isNew: isNew, query: fingerprint.query)
    }
}

/// Failures whose messages differ in numbers, identifiers, times and addresses alone.
package struct ErrorGroup: Hashable, Sendable {
    /// What tells it from other groups: a hash of all that the messages have in common.
    package let id: UInt64
    /// The beginning of what the messages have in common, with `*` for what differs; empty where
    /// runs failed without a message.
    package let fingerprint: String
    /// The message of the latest failure, in one line.
    package let example: String
    /// How many failures there are.
    package let count: Int
    /// How many pipelines they touch.
    package let pipelines: Int
    /// The sources that they touch, by name.
    package let sources: [SourceName]
    /// When the first began; nil where the provider gave no time.
    package let firstSeen: Timestamp?
    /// When the latest began; nil where the provider gave no time.
    package let lastSeen: Timestamp?
    /// The latest failure.
    package let lastRun: RunKey
    /// Whether the first of all failures like these that are held began within the last hour, while
    /// older runs are held.
    package let isNew: Bool
    /// A filter that lists the failures.
    package let query: String

    /// How long a failure is new, in milliseconds.
    package static var newness: Int64 { 3_600_000 }
}
