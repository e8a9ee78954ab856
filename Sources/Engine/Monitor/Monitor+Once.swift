import Logging
package import Runs
import RunTable

extension Monitor {
    /// What to read once.
    package struct Request: Sendable {
        /// Where the answer may come from.
        package var origin: Origin
        /// How far back to read; nil for each source's own depth.
        package var since: Timestamp?
        /// How much further back than its own depth each source is read.
        package var further = Duration.zero
        /// What to request of the providers only; nil for everything. More than that may arrive.
        package var question: RunQuestion?
        /// The longest time in all. What was read until then is kept.
        package var timeout: Duration

        /// Where an answer may come from.
        package enum Origin: Hashable, Sendable {
            case providers
            /// From the history if it is no older than this, else from the providers.
            case fresh(Duration)
            case history
        }

        /// Creates a request.
        package init(_ origin: Origin, since: Timestamp? = nil, timeout: Duration) {
            self.origin = origin
            self.since = since
            self.timeout = timeout
        }
    }

    /// Reads every source once, to its end or until the timeout, and retries transient failures.
    /// Publishes nothing, and needs no `start()`.
    ///
    /// The history answers for sources that it covers well enough. What is read of others is stored
    /// there. One process reads each source, under a lease; this one waits for the results of
    /// another. `historyTrouble` is why the history could not be used; then every source was read.
    package func readOnce(_ request: Request) async -> MonitorReading {
        let deadline = clock.now.advanced(by: request.timeout)
        let (bound, answers) = (MemoryBound(), request.origin.isHistory)
        let shared = GatheredRuns(bound)
        var table = RunTable()
        table.beginLoading()
        var healths: [SourceName: SourceHealth] = [:]
        var reading = MonitorReading(
            table: table, sources: [], records: { keys in await self.records(of: keys) })
        await withTaskGroup(of: Answer.self) { group in
            for source in members.order.compactMap({ members.pollers[$0]?.source }) {
                let gathered = answers ? GatheredRuns(bound) : shared
                let wanted = SourceRequest(
                    request, of: source, until: deadline, at: clock.now, into: gathered)
                group.addTask { await self.answer(wanted) }
            }
            for await answer in group {
                let source = answer.health.name
                healths[source] = answer.health
                reading.kept[source] = answer.kept
                reading.historyTrouble = reading.historyTrouble ?? answer.trouble
                if answers { reading.unreadableCount += await take(answer, into: &table) }
            }
        }
        table.endLoading()
        if request.origin.mayPoll, answers, reading.kept.count < members.order.count {
            reading.expiringCount = await removePortion()
        }
        reading.table = answers ? table : await shared.table
        reading.sources = members.order.compactMap { source in
            var health = healths[source]
            health?.rows.stored = reading.table.count(of: source)
            return health
        }
        return reading
    }

    /// Runs work that calls a source for a waiting person, who may spend the reserve. A call
    /// waits for its budget if that opens before `end`.
    package func calling<Value: Sendable>(
        _ source: SourceName, until end: Timestamp,
        _ work: @Sendable (CallPermit) async throws(ProviderError) -> Value
    ) async throws(ProviderError) -> Value {
        guard let poller = members.pollers[source] else { throw .cancelled }
        return try await poller.calling(until: end, work)
    }

    // MARK: One source

    private static var attempts: Int { 3 }

    struct SourceRequest: Sendable {
        let source: MonitoredSource
        let origin: Request.Origin
        let asked: Timestamp
        let since: Timestamp
        let question: RunQuestion?
        let deadline: Timestamp
        let gathered: GatheredRuns

        fileprivate init(
            _ request: Request, of source: MonitoredSource, until deadline: Timestamp,
            at now: Timestamp, into gathered: GatheredRuns
        ) {
            var source = source
            source.backfill += request.further
            self.source = source
            origin = request.origin
            asked = now
            since = request.since ?? now.advanced(by: .zero - source.backfill)
            question = request.question
            self.deadline = deadline
            self.gathered = gathered
        }
    }

    struct Answer: Sendable {
        /// What was read and is not stored.
        var lost: GatheredRuns?
        var pages: [HistoryRows] = []
        var health: SourceHealth
        /// How the history answered, if no call was made.
        var kept: KeptAnswer?
        var trouble: HistoryError?
    }

    private func answer(_ request: SourceRequest) async -> Answer {
        var answer = Answer(health: health(of: request.source, nil))
        if request.origin.isHistory {
            for _ in 0..<Self.attempts {
                do throws(HistoryError) {
                    return try await answerFromHistory(request)
                } catch {
                    answer.trouble = error
                    // That history is lost, and a new one has begun.
                    guard error == .replaced else { break }
                }
            }
        }
        guard request.origin.mayPoll else {
            answer.kept = .unusable
            return answer
        }
        // Without a history, the source is read as if there had never been one.
        await request.gathered.keep(with: nil)
        answer.lost = request.gathered
        answer.health = await SourcePoller(request.source, context).readOnce(
            .init(since: request.since, question: request.question, bounds: .whole),
            until: request.deadline, into: request.gathered)
        return answer
    }

    /// Merges the answer into a table that is being loaded: first what is stored, so that unsaved
    /// runs merge with it. Returns the number of unreadable stored runs.
    private func take(_ answer: Answer, into table: inout RunTable) async -> Int {
        var unreadable = 0
        for page in answer.pages {
            unreadable += table.load(page.rows, page.pipelines).unreadable
            // Lets a shutdown release the leases between pages.
            await Task.yield()
        }
        guard let lost = answer.lost else { return unreadable }
        let source = answer.health.name
        let pipelines = await lost.pipelines(of: source)
        table.merge(RunBatch(source: source, records: [], pipelines: pipelines))
        while let records = await lost.takeRecords() {
            let batch = RunBatch(source: source, records: records)
            // Without stored pages there is nothing to merge with.
            let listed = answer.pages.isEmpty ? [] : table.incomplete(in: batch)
            table.merge(batch, stored: await stored(of: listed))
        }
        return unreadable
    }
}

extension Monitor.Request.Origin {
    fileprivate var isHistory: Bool { self != .providers }

    fileprivate var mayPoll: Bool { self != .history }
}
