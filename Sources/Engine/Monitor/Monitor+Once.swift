import Logging
package import Runs
import RunTable

extension Monitor {
    /// What is to be read once.
    package struct Request: Sendable {
        /// Where the answer may come from.
        package var origin: Origin
        /// How far back, or nil for each source's own depth.
        package var since: Timestamp?
        /// How much further back than its own depth each source is read.
        package var further = Duration.zero
        /// What the providers alone are asked for, or nil for everything; more than that may come.
        package var question: RunQuestion?
        /// How long it may take in all. What was read until then is kept.
        package var timeout: Duration

        /// Where an answer may come from.
        package enum Origin: Hashable, Sendable {
            case providers
            /// From the history as far as it is younger than so long, else from the providers.
            case fresh(Duration)
            case history
        }

        /// Joins what is wanted.
        package init(_ origin: Origin, since: Timestamp? = nil, timeout: Duration) {
            self.origin = origin
            self.since = since
            self.timeout = timeout
        }
    }

    /// Reads every source once, to its end or until time is up, and retries what passes. Nothing is
    /// published, and `start()` has no part in it.
    ///
    /// A history answers for the sources that it knows well enough. What is read of the others is
    /// kept there, and of each source one process reads, under a lease: where another one does, its
    /// word is waited for.
    ///
    /// - Returns: The runs, and how each source fared; `historyTrouble` tells what kept the history
    ///   from being used, and then every source was read.
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
            reading.expiringCount = await forgetPortion()
        }
        reading.table = answers ? table : await shared.table
        reading.sources = members.order.compactMap { source in
            var health = healths[source]
            health?.runCount = reading.table.count(of: source)
            return health
        }
        return reading
    }

    /// Does some work that calls a source for a person who waits for it: it may spend what is kept in
    /// reserve. What keeps a call back is waited for, unless that lasts until the end or beyond it.
    package func calling<Value: Sendable>(
        _ source: SourceName, until end: Timestamp,
        _ work: @Sendable () async throws(ProviderError) -> Value
    ) async throws(ProviderError) -> Value {
        guard let poller = members.pollers[source] else { throw .cancelled }
        return try await poller.calling(until: end, work)
    }

    /// Takes in what a response said of the calls that are left to a source.
    package func hear(_ said: RateBudget, from source: SourceName) async {
        guard let poller = members.pollers[source] else { return }
        await budgets.hear(said, from: poller.source)
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
        /// Where what is read goes.
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
        /// What was read and is not kept.
        var lost: GatheredRuns?
        /// What is listed of the runs that are kept.
        var pages: [HistoryRows] = []
        var health: SourceHealth
        /// How the history answered for it, where no call was made.
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
                    // What was answered from is lost, and a new history begun.
                    guard error == .replaced else { break }
                }
            }
        }
        guard request.origin.mayPoll else {
            answer.kept = .unusable
            return answer
        }
        // Without a history it is read as if there had never been one.
        await request.gathered.keep(with: nil)
        answer.lost = request.gathered
        answer.health = await SourcePoller(request.source, context).readOnce(
            .init(since: request.since, question: request.question, bounds: .whole),
            until: request.deadline, into: request.gathered)
        return answer
    }

    /// Takes what came of a source into a table that is being loaded: first what is kept, so that
    /// what could not be kept is joined with what is known of the same runs.
    ///
    /// - Returns: How many kept runs cannot be read.
    private func take(_ answer: Answer, into table: inout RunTable) async -> Int {
        var unreadable = 0
        for page in answer.pages {
            unreadable += table.load(page.rows, page.pipelines).unreadable
            // A signal gives leases back in between.
            await Task.yield()
        }
        guard let lost = answer.lost else { return unreadable }
        let source = answer.health.name
        let pipelines = await lost.pipelines(of: source)
        table.merge(RunBatch(source: source, records: [], pipelines: pipelines))
        while let records = await lost.takeRecords() {
            let batch = RunBatch(source: source, records: records)
            // Without pages there is nothing else.
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
