import Runs

/// A period to request events of; both ends are exclusive, as in the API.
struct EventWindow: Codable, Hashable, Sendable {
    let after: Timestamp
    /// Nil for up to now.
    let before: Timestamp?
    /// A moment of known events in the window, if there are any. If the server compares whole
    /// seconds, a window that ends within a second of known events loses them and others of that
    /// second: then the known ones do not return.
    var known: Timestamp?

    /// Neighbouring windows share a second, as a server may compare whole seconds.
    private static let overlap: Int64 = 1_000

    /// The smallest page whose order is reliable.
    private static let fewestInOrder = 20

    struct Rest: Hashable, Sendable {
        var windows: [EventWindow]
        /// A period that no window reaches, as too many events share one moment.
        var gap: ReadGap?
    }

    /// Finds what a full page left over. The order of events is undocumented, so the page shows it:
    /// the part beyond its end is requested, or both halves of the window if it has no order. If
    /// few events were requested (`size`), they may be in order by chance.
    func rest(
        afterFullPage times: [Timestamp], of size: Int = PolytomicPosition.limit, now: Timestamp
    ) -> Rest {
        var rest = beyond(times, showsOrder: size >= Self.fewestInOrder, now: now)
        // A server may take an end as inclusive; the same request again would never end.
        let narrower = rest.windows.filter { ($0.after, $0.before) != (after, before) }
        if narrower.count < rest.windows.count {
            rest.windows = narrower
            rest.gap = rest.gap ?? ReadGap(from: after, until: before ?? now)
        }
        return rest
    }

    /// Finds what a window's first page left out: the surroundings of known events that it lacks.
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

    /// The part before a moment, with that moment and its surroundings.
    private func older(than time: Timestamp) -> EventWindow {
        let wide = time.advanced(byMilliseconds: Self.overlap)
        let narrow = time.advanced(byMilliseconds: 1)
        guard let before, wide >= before else { return EventWindow(after: after, before: wide) }
        return EventWindow(after: after, before: narrow, known: time)
    }

    /// The part after a moment, with that moment and its surroundings.
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
