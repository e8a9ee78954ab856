/// One entry of a connector's log as the vendor's page shows it: a call that it made.
package struct SupermetricsLog: Sendable, Hashable {
    /// The identifier of the connector.
    package var connector: String
    /// The entry's own identifier; some have none.
    package var id: String?
    /// When it was logged, which orders the list.
    package var loggedAt: Moment
    /// How `log_time` tells of it.
    package var timeForm: TimeForm
    /// The HTTP status, or null where no answer came.
    package var status: Int?
    /// The type of event.
    package var event: String?
    /// The method and path.
    package var request: String?
    /// How long the call took.
    package var durationMilliseconds: Int?
    /// The call's identifier.
    package var requestID: String?

    /// The forms in which `log_time` comes.
    package enum TimeForm: Sendable, Hashable {
        /// With as many fraction digits as needed.
        case moment
        /// The day alone, as in the page's example.
        case day
        /// Not at all.
        case missing
    }

    /// Creates an entry.
    package init(
        connector: String,
        id: String?,
        loggedAt: Moment,
        timeForm: TimeForm = .moment,
        status: Int?,
        event: String? = nil,
        request: String? = nil,
        durationMilliseconds: Int? = nil,
        requestID: String? = nil
    ) {
        self.connector = connector
        self.id = id
        self.loggedAt = loggedAt
        self.timeForm = timeForm
        self.status = status
        self.event = event
        self.request = request
        self.durationMilliseconds = durationMilliseconds
        self.requestID = requestID
    }

    var json: JSON {
        var members: [JSON.Member] = []
        if let id { members.append(JSON.Member("id", .string(id))) }
        if let text = timeText { members.append(JSON.Member("log_time", .string(text))) }
        return .object(members).adding([
            JSON.Member("status", JSON(status)), JSON.Member("event", JSON(event)),
            JSON.Member("request", JSON(request)),
            JSON.Member("duration_ms", JSON(durationMilliseconds)),
            JSON.Member("request_id", JSON(requestID)),
        ])
    }

    private var timeText: String? {
        switch timeForm {
        case .moment: loggedAt.shortestText
        case .day: String(loggedAt.shortestText.prefix(10))
        case .missing: nil
        }
    }
}
