extension RunTable {
    /// Counts the runs of a status that ended at or after a moment, or began then where no end is
    /// told.
    ///
    /// Cost: a look at each chunk, and at the rows of those in which anything ended since.
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
