package import Runs

extension RunTable {
    /// The record of a row, if its payload is in memory.
    package func record(in row: Int) -> RunRecord? {
        guard let payload = read(row, { $0.payload(at: $1) }) else { return nil }
        let key = key(in: row)
        // The table itself encoded these bytes.
        return try? payload.withUnsafeBytes { try RunRecord(bytes: $0, key: key) }
    }

    /// Whether only the listed fields of a row are in memory.
    package func isSummary(in row: Int) -> Bool { read(row) { $0.payload(at: $1) == nil } }

    /// Whether the payload of every run is in memory.
    package var isWhole: Bool { chunks.allSatisfy { $0.rows.isWhole } }

    /// Makes the run of a record, with the name of its pipeline.
    func finished(_ record: RunRecord) -> Run {
        record.run(
            pipelineName: record.pipelineID.flatMap {
                texts.name(of: $0, in: record.key.source)
            })
    }

    /// The numbers of the live rows, in the order of their arrival.
    package var rows: some Sequence<Int> {
        (0..<rowCount).lazy.filter { row in read(row) { $0.live[$1] } }
    }

    package func status(in row: Int) -> RunStatus {
        read(row) { $0.status(at: $1) }
    }

    package func key(in row: Int) -> RunKey {
        read(row) { rows, place in
            RunKey(source: texts.source(rows.sources[place]), id: RunID(rows.ids[place]))
        }
    }

    /// Makes a summary from the columns of a live row.
    package func run(in row: Int) -> Run { read(row, run) }

    private func run(_ rows: borrowing RunChunk, at place: Int) -> Run {
        let marks = rows.marks(at: place)
        let time = Timestamp(milliseconds: rows.times[place])
        let source = rows.sources[place]
        var run = Run(
            source: texts.source(source), provider: texts.provider(of: source) ?? .well,
            id: RunID(rows.ids[place]), status: rows.status(at: place), firstSeen: time)
        run.pipeline = texts.pipeline(rows.pipelines[place])
        run.startedAt = marks.contains(.started) ? time : nil
        run.finishedAt = rows.end(at: place).map(Timestamp.init(milliseconds:))
        run.duration = rows.duration(at: place)
        run.attempt = rows.attempt(at: place)
        run.httpStatus = rows.httpStatus(at: place)
        run.request = texts.requests[rows.requests[place]]
        let origin = texts.origins[rows.origins[place]]
        run.trigger = origin?.trigger
        run.event = origin?.event
        let reason = texts.reasons[rows.reasons[place]]
        run.error = reason?.error
        if run.status == .skipped, run.reason == nil {
            run.skipReason = reason.flatMap { texts.lines[$0.line] }
        }
        run.timeSource = marks.timeSource
        run.listPlace = rows.places[place]
        run.related = texts.jobs[rows.jobs[place]].map { [.job($0.job)] } ?? []
        run.isSummary = true
        return run
    }
}

extension RunTable {
    /// Counts the runs of a status that ended at or after a moment, or began then if no end is
    /// known. Cost: checks each chunk, and reads the rows of those with later ends.
    package func count(of status: RunStatus, since moment: Timestamp) -> Int {
        var found = 0
        for chunk in chunks {
            let rows = chunk.rows
            guard rows.latest >= moment.milliseconds else { continue }
            for place in rows.statuses.indices
            where rows.statuses[place] == status.code && rows.live[place] {
                let end = rows.end(at: place) ?? rows.times[place]
                if end >= moment.milliseconds { found += 1 }
            }
        }
        return found
    }
}
