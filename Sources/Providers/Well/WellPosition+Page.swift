import Runs

extension WellPosition {
    /// Takes in one page of a walk.
    ///
    /// - Parameters:
    ///   - rows: The rows of the page, newest first.
    ///   - next: The cursor of the next page; nil on the last.
    ///   - walk: The walk that read it.
    ///   - now: The time of asking.
    /// - Returns: What the page says that is new, at the position that follows from it.
    mutating func take(
        _ rows: [JSONValue], next: String?, walk: WellWalk, now: Timestamp
    ) -> RunPage {
        var walk = walk
        var page = RunPage(position: ReadPosition(.null), hasMore: false)
        var lastTime: Timestamp?
        for row in rows {
            let times = WellTimes(Row(row))
            walk.note(times.created)
            lastTime = [times.created, times.latest].compactMap(\.self).max() ?? lastTime
            do {
                let log = try WellWire.log(row)
                if isNews(log, times, walk) { page.observations.append(log.observation) }
                let id = log.observation.id.text
                open[id] = nil
                walk.open[id] = nil
                if log.isOpen, let created = times.created {
                    walk.open[id] = OpenRun(created: created, seen: now)
                }
            } catch {
                if isNews(times) { page.rejected.append(error) }
            }
        }
        page.gap = advance(walk, next: next, lastTime: lastTime, now: now)
        page.position = ReadPosition(notes)
        page.hasMore = self.walk != nil
        return page
    }

    /// Goes on to the next page, or ends the walk.
    ///
    /// - Returns: What the walk could not reach.
    private mutating func advance(
        _ walk: WellWalk, next: String?, lastTime: Timestamp?, now: Timestamp
    ) -> ReadGap? {
        var walk = walk
        guard let next else {
            walk.ending = .bottom
            end(walk, now: now)
            return nil
        }
        if let lastTime, lastTime < walk.floor {
            end(walk, now: now)
            return nil
        }
        guard lastTime != nil, next != walk.cursor, !walk.loop.hasSeen(next) else {
            walk.ending = .stuck
            end(walk, now: now)
            guard let lowest = walk.lowest, lowest > walk.floor else { return nil }
            return ReadGap(from: walk.floor, until: lowest)
        }
        walk.cursor = next
        self.walk = walk
        return nil
    }

    /// Whether a row says something that is wanted and not known.
    private func isNews(_ log: WellLog, _ times: WellTimes, _ walk: WellWalk) -> Bool {
        if log.isOpen || open[log.observation.id.text] != nil { return true }
        guard let time = [times.created, times.latest].compactMap(\.self).max() else {
            return true
        }
        return time >= walk.news
    }

    /// Whether a row that cannot be read was not reported before.
    private func isNews(_ times: WellTimes) -> Bool {
        guard let watermark, let created = times.created else { return true }
        return created > watermark
    }
}

extension WellWalk {
    /// Takes in the creation of a row.
    fileprivate mutating func note(_ created: Timestamp?) {
        guard let created else { return }
        highest = max(highest ?? created, created)
        lowest = min(lowest ?? created, created)
    }
}
