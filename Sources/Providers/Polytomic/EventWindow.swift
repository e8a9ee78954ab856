import Runs

/// A stretch of time to ask events of; both ends are outside of it, as the API has them.
struct EventWindow: Codable, Hashable, Sendable {
    /// The moment after which events are wanted.
    let after: Timestamp
    /// The moment before which events are wanted; nil for up to now.
    let before: Timestamp?
    /// A moment at which events are known to lie in it; nil where none are.
    ///
    /// A window whose end is nearer to known events than a second loses them, and others of that
    /// second, where the server compares whole seconds: then they do not come again.
    var known: Timestamp?

    /// Neighbouring windows share a second, as a server may compare whole seconds.
    private static let overlap: Int64 = 1_000

    /// The smallest page whose order is believed.
    private static let fewestInOrder = 20

    /// What is left to ask once a page came back full.
    struct Rest: Hashable, Sendable {
        /// The windows that hold what the page did not.
        var windows: [EventWindow]
        /// A stretch that no window can get at, as too many events share one moment.
        var gap: ReadGap?
    }

    /// Finds what a full page left over.
    ///
    /// The order of events is undocumented, so it is taken from the page: what lies beyond its
    /// end is asked for, or both halves of the window where it has no order.
    /// So many events were asked for: a few may be in order by chance.
    func rest(
        afterFullPage times: [Timestamp], of size: Int = PolytomicPosition.limit, now: Timestamp
    ) -> Rest {
        var rest = beyond(times, showsOrder: size >= Self.fewestInOrder, now: now)
        // A server may take an end for inside; asking the same again would never end.
        let narrower = rest.windows.filter { ($0.after, $0.before) != (after, before) }
        if narrower.count < rest.windows.count {
            rest.windows = narrower
            rest.gap = rest.gap ?? ReadGap(from: after, until: before ?? now)
        }
        return rest
    }

    /// Finds what the server left out of its first page of this window: the stretch around the
    /// known events that do not come.
    func omission(onFirstPage times: [Timestamp]) -> ReadGap? {
        guard let known, !times.contains(known) else { return nil }
        return ReadGap(
            from: known.advanced(byMilliseconds: -Self.overlap),
            until: known.advanced(byMilliseconds: Self.overlap))
    }

    private func beyond(_ times: [Timestamp], showsOrder: Bool, now: Timestamp) -> Rest {
        guard let earliest = times.min(), let latest = times.max() else {
            return Rest(windows: [], gap: ReadGap(from: after, until: before ?? now))
        }
        if earliest == latest {
            return Rest(
                windows: [
                    EventWindow(after: after, before: earliest),
                    EventWindow(after: latest, before: before),
                ],
                gap: ReadGap(from: earliest, until: latest.advanced(byMilliseconds: 1)))
        }
        guard showsOrder else { return halves(now: max(now, latest)) }
        let pairs = zip(times, times.dropFirst())
        if pairs.allSatisfy({ $0 >= $1 }) {
            return Rest(windows: [older(than: earliest)])
        }
        if pairs.allSatisfy({ $0 <= $1 }) {
            return Rest(windows: [newer(than: latest)])
        }
        return halves(now: max(now, latest))
    }

    /// The part before a moment, and that moment with its neighbourhood.
    private func older(than time: Timestamp) -> EventWindow {
        let wide = time.advanced(byMilliseconds: Self.overlap)
        let narrow = time.advanced(byMilliseconds: 1)
        guard let before, wide >= before else { return EventWindow(after: after, before: wide) }
        return EventWindow(after: after, before: narrow, known: time)
    }

    /// The part after a moment, and that moment with its neighbourhood.
    private func newer(than time: Timestamp) -> EventWindow {
        let wide = time.advanced(byMilliseconds: -Self.overlap)
        let narrow = time.advanced(byMilliseconds: -1)
        guard wide <= after else { return EventWindow(after: wide, before: before) }
        return EventWindow(after: narrow, before: before, known: time)
    }

    private func halves(now: Timestamp) -> Rest {
        let end = before ?? now.advanced(byMilliseconds: Self.overlap)
        let length = end.milliseconds(since: after)
        guard length > 4 * Self.overlap else {
            return Rest(windows: [], gap: ReadGap(from: after, until: end))
        }
        let middle = after.advanced(byMilliseconds: length / 2)
        return Rest(windows: [
            EventWindow(after: after, before: middle.advanced(byMilliseconds: Self.overlap)),
            EventWindow(after: middle.advanced(byMilliseconds: -Self.overlap), before: before),
        ])
    }
}
