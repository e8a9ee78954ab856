import Foundation

struct PolytomicEventQuery {
    /// How long events are kept, in seconds.
    static let retention = 48.0 * 3_600

    var type: String?
    /// Events are strictly later than this.
    var after: Moment?
    var oldest: Moment
    /// Events are strictly earlier than this.
    var before: Moment?
    /// Events come strictly after this one; the list is newest first.
    var position: EventPosition?
    var limit: Int

    init(_ request: SimulatedRequest, at now: Moment) throws(Refusal) {
        let parameters = Parameters.polytomic(request)
        limit = try parameters.number("limit", in: 1...100) ?? 10
        after = try parameters.time("starting_after")
        before = try parameters.time("ending_before")
        oldest = now.adding(seconds: -Self.retention)
        // Accepted, but without effect for ordinary callers.
        _ = try parameters.read("organization_id") { UUID(uuidString: $0) }
        type = try parameters.word("type", among: PolytomicEvent.knownTypes)
        position = try parameters.token("page_token") { EventPosition($0) }
    }

    func contains(type: String, at position: EventPosition, now: Moment) -> Bool {
        guard position.moment <= now, position.moment >= oldest,
            self.type == nil || self.type == type
        else { return false }
        if let after, position.moment <= after { return false }
        if let before, position.moment >= before { return false }
        if let last = self.position, position >= last { return false }
        return true
    }
}

/// An event's place in the list, unique even among events of the same microsecond.
struct EventPosition: Comparable {
    var moment: Moment
    var sequence: Int

    /// Microseconds from 1970 up to the year 9999.
    private static let plausible = 0...253_402_300_799_999_999

    init(moment: Moment, sequence: Int) {
        self.moment = moment
        self.sequence = sequence
    }

    init?(_ token: PageToken) {
        guard let time = token["t"], let sequence = token["n"], Self.plausible.contains(time)
        else { return nil }
        self.init(moment: Moment(microseconds: Int64(time)), sequence: sequence)
    }

    var token: PageToken {
        PageToken(["t": Int(moment.microseconds), "n": sequence])
    }

    static func < (left: EventPosition, right: EventPosition) -> Bool {
        (left.moment, left.sequence) < (right.moment, right.sequence)
    }
}
