import Logging
import Runs
import RunTable

extension HistorySurvey {
    /// How many rows are read at a time.
    private static var pageSize: Int { 20_000 }

    /// Adds what is listed of a source.
    func add(
        _ answer: inout Answer, _ source: SourceName, from epoch: HistoryEpoch
    ) async throws(HistoryError) {
        var cursor: HistoryCursor?
        repeat {
            let page = try await history.rows(
                of: [source], after: cursor, limit: Self.pageSize)
            guard page.revision.epoch == epoch else { throw .replaced }
            answer.pages.append(page)
            cursor = page.next
        } while cursor != nil
    }

    /// Takes what came of a source into a table that is being loaded: first what is kept, so that
    /// what could not be kept is joined with what is known of the same runs.
    ///
    /// - Returns: How many kept runs cannot be read.
    func take(_ answer: Answer, into table: inout RunTable) async -> Int {
        var unreadable = 0
        for page in answer.pages {
            unreadable += table.load(page.rows, page.pipelines).unreadable
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

    /// Reads all that is kept of some runs, nothing where that cannot be read.
    func stored(of keys: [RunKey]) async -> [RunKey: RunRecord] {
        do throws(HistoryError) {
            return try await history.recordsByKey(of: keys)
        } catch {
            logger.error("records not read", metadata: ["error": "\(error)"])
            return [:]
        }
    }
}
