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
    /// - Throws: `unreadable(.circular)` where the list goes on by its word, and no row comes.
    mutating func take(
        _ rows: [JSONValue], next: String?, walk: WellWalk, now: Timestamp
    ) throws(ProviderError) -> RunPage {
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
        guard page.gap == nil || !rows.isEmpty || walk.lowest != nil else {
            throw .unreadable(.circular)
        }
        page.position = ReadPosition(notes)
        page.hasMore = self.walk != nil
        return page
    }

    /// Ends a walk at a row that no page has room for: the link to what follows came with it.
    ///
    /// - Returns: That a row could not be read, and what lies behind it.
    mutating func passOver(_ walk: WellWalk, now: Timestamp) -> RunPage {
        var page = RunPage(
            rejected: [RejectedRow(id: nil, field: nil)], position: ReadPosition(.null),
            hasMore: false)
        page.gap = stop(walk, now: now)
        page.position = ReadPosition(notes)
        return page
    }

    /// Ends a walk before its floor.
    ///
    /// - Returns: What it could not reach.
    private mutating func stop(_ walk: WellWalk, now: Timestamp) -> ReadGap? {
        var walk = walk
        walk.ending = .stuck
        end(walk, now: now)
        let reached = walk.lowest ?? now
        return reached > walk.floor ? ReadGap(from: walk.floor, until: reached) : nil
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
        walk.blankPages = lastTime == nil ? walk.blankPages + 1 : 0
        guard walk.blankPages < APIClient.mostEmptyPages, next != walk.cursor,
            !walk.loop.hasSeen(next)
        else { return stop(walk, now: now) }
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
