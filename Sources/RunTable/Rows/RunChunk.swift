import Runs

/// Up to 1,024 rows of the table, as columns of equal length. Numbers take as few bytes as most of
/// them need; the few that need more are stored in `exact`.
struct RunChunk: Sendable {
    /// The rows that are not deleted.
    private(set) var live = RowBits.none
    private(set) var ids = TextArena()
    private(set) var times: ContiguousArray<Int64> = []
    private(set) var sources: ContiguousArray<UInt16> = []
    private(set) var statuses: ContiguousArray<UInt8> = []
    private(set) var marks: ContiguousArray<UInt16> = []
    private(set) var pipelines: ContiguousArray<UInt32> = []
    private(set) var origins: ContiguousArray<UInt32> = []
    private(set) var requests: ContiguousArray<UInt32> = []
    private(set) var reasons: ContiguousArray<UInt32> = []
    private(set) var jobs: ContiguousArray<UInt32> = []
    private(set) var places = Sparse<ListPlace>()
    private var payloads = Payloads()
    private var numbers = Numbers()
    /// An upper bound of all ends, and of the starts of rows without an end.
    private(set) var latest = Int64.min

    /// The records of rows that are not in the history, and their size in bytes.
    private struct Payloads {
        var records = Sparse<[UInt8]>()
        var bytes = 0
    }

    private struct Numbers {
        /// Milliseconds from a row's time to its end.
        var ends: ContiguousArray<Int32> = []
        var durations: ContiguousArray<Int32> = []
        var attempts: ContiguousArray<Int16> = []
        var httpStatuses: ContiguousArray<Int16> = []
        var exact = Sparse<ExactNumbers>()
    }

    private struct ExactNumbers: Hashable {
        let end: Int64?
        let duration: Int64?
        let attempt: Int?
        let httpStatus: Int?
    }

    /// The approximate bytes per row without texts and payload.
    static var rowBytes: Int { 128 }

    /// The number of rows, deleted ones included.
    var count: Int { times.count }
    var isFull: Bool { count == RowBits.capacity }

    mutating func append(
        _ id: UnsafeBufferPointer<UInt8>, _ values: RowValues, payload: [UInt8]?
    ) {
        let place = count
        if times.capacity < RowBits.capacity { reserve() }
        live[place] = true
        ids.append(id)
        times.append(values.time)
        sources.append(values.source)
        statuses.append(values.status.code)
        marks.append(values.marks.rawValue)
        pipelines.append(values.pipeline)
        origins.append(values.origin)
        requests.append(values.request)
        reasons.append(values.reason)
        jobs.append(values.job)
        numbers.ends.append(0)
        numbers.durations.append(0)
        numbers.attempts.append(0)
        numbers.httpStatuses.append(0)
        setNumbers(values, at: place)
        if let placed = values.place { places[place] = placed }
        if payload != nil { setPayload(payload, at: place) }
        if isFull { ids.close() }
    }

    mutating func replace(at place: Int, with values: RowValues, payload: [UInt8]?) {
        times.replace(at: place, with: values.time)
        sources.replace(at: place, with: values.source)
        statuses.replace(at: place, with: values.status.code)
        marks.replace(at: place, with: values.marks.rawValue)
        pipelines.replace(at: place, with: values.pipeline)
        origins.replace(at: place, with: values.origin)
        requests.replace(at: place, with: values.request)
        reasons.replace(at: place, with: values.reason)
        jobs.replace(at: place, with: values.job)
        setNumbers(values, at: place)
        places[place] = values.place
        setPayload(payload, at: place)
    }

    private mutating func setPayload(_ payload: [UInt8]?, at place: Int) {
        payloads.bytes += (payload?.count ?? 0) - (payloads.records[place]?.count ?? 0)
        payloads.records[place] = payload
    }

    mutating func delete(at place: Int) {
        live[place] = false
        setPayload(nil, at: place)
        guard live.isEmpty, isFull else { return }
        // These rows will never be read again; only their numbers stay in use.
        ids = TextArena()
        places = Sparse()
        numbers.exact = Sparse()
    }

    mutating func releasePayloads() {
        payloads = Payloads()
    }

    var payloadBytes: Int { payloads.bytes }
    var payloadCount: Int { payloads.records.count }

    /// Whether every live row has its payload.
    var isWhole: Bool { payloads.records.count >= live.count }

    func payload(at place: Int) -> [UInt8]? { payloads.records[place] }

    /// The values of a row except identifier and payload.
    func values(at place: Int) -> RowValues {
        RowValues(
            time: times[place], end: end(at: place), duration: duration(at: place),
            attempt: attempt(at: place), httpStatus: httpStatus(at: place),
            status: status(at: place), marks: marks(at: place), source: sources[place],
            pipeline: pipelines[place], origin: origins[place], request: requests[place],
            reason: reasons[place], job: jobs[place], place: places[place])
    }

    func marks(at place: Int) -> RowMarks { RowMarks(rawValue: marks[place]) }

    func status(at place: Int) -> RunStatus {
        (try? RunStatus(code: statuses[place])) ?? .unknown
    }

    /// The end in milliseconds since 1970.
    func end(at place: Int) -> Int64? {
        switch numbers.ends[place] {
        case .min: nil
        case .max: numbers.exact[place]?.end
        case let offset: times[place] + Int64(offset)
        }
    }

    /// The duration in milliseconds.
    @inline(__always)
    func duration(at place: Int) -> Int64? {
        switch numbers.durations[place] {
        case .min: nil
        case .max: numbers.exact[place]?.duration
        case let duration: Int64(duration)
        }
    }

    /// The duration, or the time it has been running at a moment, in milliseconds.
    @inline(__always)
    func elapsed(at place: Int, now: Int64) -> Int64? {
        guard statuses[place] == RunStatus.running.code,
            marks[place] & RowMarks.started.rawValue != 0
        else { return duration(at: place) }
        let (elapsed, overflow) = now.subtractingReportingOverflow(times[place])
        return overflow ? (now < times[place] ? 0 : .max) : max(0, elapsed)
    }

    /// Passes the `elapsed` duration of each selected row to a closure, in order.
    @inline(__always)
    func forEachElapsed(of rows: RowBits, now: Int64, _ body: (Int64?) -> Void) {
        let (durations, open) = (numbers.durations, running)
        rows.forEach { place in
            let duration = durations[place]
            if open[place] || duration == .max {
                body(elapsed(at: place, now: now))
            } else {
                body(duration == .min ? nil : Int64(duration))
            }
        }
    }

    func attempt(at place: Int) -> Int? {
        switch numbers.attempts[place] {
        case .min: nil
        case .max: numbers.exact[place]?.attempt
        case let attempt: Int(attempt)
        }
    }

    func httpStatus(at place: Int) -> Int? {
        switch numbers.httpStatuses[place] {
        case .min: nil
        case .max: numbers.exact[place]?.httpStatus
        case let status: Int(status)
        }
    }

    /// The earliest time of a live row in milliseconds since 1970; `Int64.max` if there is none.
    var oldest: Int64 {
        if live.count == count { return times.min() ?? .max }
        var oldest = Int64.max
        live.forEach { oldest = min(oldest, times[$0]) }
        return oldest
    }

    var running: RowBits {
        .rows(of: statuses, equalTo: RunStatus.running.code)
    }

    /// The rows that differ from an earlier state of the chunk in any column that sorting uses.
    func differences(from old: RunChunk) -> RowBits {
        let count = min(count, old.count)
        var rows = RowBits.differences(times, old.times, count)
        rows = rows | .differences(marks, old.marks, count)
        rows = rows | .differences(statuses, old.statuses, count)
        rows = rows | .differences(numbers.ends, old.numbers.ends, count)
        rows = rows | .differences(numbers.durations, old.numbers.durations, count)
        rows = rows | .differences(pipelines, old.pipelines, count)
        rows = rows | .differences(origins, old.origins, count)
        rows = rows | .differences(reasons, old.reasons, count)
        rows = rows | .differences(numbers.attempts, old.numbers.attempts, count)
        rows = rows | .differences(numbers.httpStatuses, old.numbers.httpStatuses, count)
        if !places.isEmpty || !old.places.isEmpty {
            rows = rows | .rows(below: count) { places[$0] != old.places[$0] }
        }
        if !numbers.exact.isEmpty || !old.numbers.exact.isEmpty {
            rows = rows | .rows(below: count) { numbers.exact[$0] != old.numbers.exact[$0] }
        }
        return rows
    }

    /// Reserves a full chunk, because columns that grow by doubling may end with twice as much.
    private mutating func reserve() {
        let capacity = RowBits.capacity
        times.reserveCapacity(capacity)
        sources.reserveCapacity(capacity)
        statuses.reserveCapacity(capacity)
        marks.reserveCapacity(capacity)
        pipelines.reserveCapacity(capacity)
        origins.reserveCapacity(capacity)
        requests.reserveCapacity(capacity)
        reasons.reserveCapacity(capacity)
        jobs.reserveCapacity(capacity)
        numbers.ends.reserveCapacity(capacity)
        numbers.durations.reserveCapacity(capacity)
        numbers.attempts.reserveCapacity(capacity)
        numbers.httpStatuses.reserveCapacity(capacity)
    }

    private mutating func setNumbers(_ values: RowValues, at place: Int) {
        latest = max(latest, values.end ?? values.time)
        let offset = values.end.map { $0.subtractingReportingOverflow(values.time) }
        numbers.ends.replace(
            at: place, with: Self.narrow(offset.map { $0.overflow ? .max : $0.partialValue }))
        numbers.durations.replace(at: place, with: Self.narrow(values.duration))
        numbers.attempts.replace(at: place, with: Self.narrow(values.attempt.map(Int64.init)))
        numbers.httpStatuses.replace(
            at: place, with: Self.narrow(values.httpStatus.map(Int64.init)))
        let isExact =
            numbers.ends[place] == .max || numbers.durations[place] == .max
            || numbers.attempts[place] == .max
            || numbers.httpStatuses[place] == .max
        numbers.exact[place] =
            isExact
            ? ExactNumbers(
                end: values.end, duration: values.duration, attempt: values.attempt,
                httpStatus: values.httpStatus) : nil
    }

    /// Narrows a number: the least value means none, the greatest one that does not fit.
    private static func narrow<Narrow: FixedWidthInteger>(_ value: Int64?) -> Narrow {
        guard let value else { return .min }
        guard let narrow = Narrow(exactly: value), narrow != .min else { return .max }
        return narrow
    }
}

extension ContiguousArray where Element: Equatable {
    /// Replaces a value; an equal one leaves memory shared.
    fileprivate mutating func replace(at place: Int, with value: Element) {
        if self[place] != value { self[place] = value }
    }
}

/// A chunk that no longer changes, with a stamp that identifies cached results about it.
final class SealedChunk: Sendable {
    let rows: RunChunk
    let stamp: Stamp
    let running: RowBits

    /// An identity that may outlive the chunk in a cache, at no cost.
    final class Stamp: Sendable {}

    init(_ rows: RunChunk, stamp: Stamp = Stamp()) {
        self.rows = rows
        self.stamp = stamp
        running = rows.running
    }

    /// The same chunk without payloads, with the same stamp.
    var withoutPayloads: SealedChunk {
        var rows = rows
        rows.releasePayloads()
        return SealedChunk(rows, stamp: stamp)
    }
}
