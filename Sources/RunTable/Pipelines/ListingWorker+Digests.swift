package import Query
package import Runs

extension ListingWorker {
    /// Summarizes all runs of the pipelines with a matching run, sorted by name; nil if the calling
    /// task was cancelled. Cost: reads the newest runs of each pipeline, all of one without
    /// success.
    package func pipelines(
        of table: RunTable, answering query: Query, now: Timestamp
    ) async -> [PipelineDigest]? {
        guard await read(table, for: query, now: now) else { return nil }
        return cache.pipelines(of: table, answering: query, now: now)
    }

    /// Groups the failures that match a query by the shared text of their messages, most frequent
    /// first; nil if the calling task was cancelled. Cost: reads each stored failure.
    package func errors(
        of table: RunTable, answering query: Query, now: Timestamp
    ) async -> [ErrorGroup]? {
        guard await read(table, for: query, now: now) else { return nil }
        return cache.errors(of: table, answering: query, now: now)
    }
}

extension ListingCache {
    mutating func pipelines(
        of table: RunTable, answering query: Query, now: Timestamp
    ) -> [PipelineDigest]? {
        guard let found = rows(of: table, answering: query, now: now) else { return nil }
        let all = allNewestFirst(of: table, now: now)
        let counts = sumOfAll.tally(of: table, all.found).pipelines
        let matching = tally(of: table, found, answering: query).pipelines
        var readings = counts.map(PipelineSummarizer.init)
        var wanted = counts.indices.map { $0 > 0 && $0 < matching.count && !matching[$0].isEmpty }
        var open = wanted.count { $0 }
        guard open > 0 else { return [] }
        for row in 0..<all.rows.count {
            let row = Int(all.rows[row])
            let chunk = table.chunks[row / RowBits.capacity]
            let place = row % RowBits.capacity
            let code = Int(chunk.rows.pipelines[place])
            guard wanted[code] else { continue }
            readings[code].add(chunk.rows, at: place)
            guard readings[code].isDone else { continue }
            wanted[code] = false
            open -= 1
            if open == 0 { break }
        }
        return readings.indices.compactMap { code in
            code < matching.count && !matching[code].isEmpty
                ? readings[code].digest(
                    of: UInt32(truncatingIfNeeded: code), in: table,
                    matching: matching[code].total) : nil
        }
        .sorted {
            ($0.pipeline.label.lowercased(), $0.source, $0.pipeline.id.text)
                < ($1.pipeline.label.lowercased(), $1.source, $1.pipeline.id.text)
        }
    }

    mutating func errors(
        of table: RunTable, answering query: Query, now: Timestamp
    ) -> [ErrorGroup]? {
        guard let found = rows(of: table, answering: query, now: now) else { return nil }
        return errorGrouper.groups(of: found, in: table, now: now)
    }
}
