/// A team's connector: what makes the calls.
package struct SupermetricsConnector: Sendable, Hashable {
    var identifier: String
    var name: String
    var isReadable: Bool

    /// Creates a connector.
    package init(identifier: String, name: String, isReadable: Bool = true) {
        self.identifier = identifier
        self.name = name
        self.isReadable = isReadable
    }

    /// With the configuration, which holds secrets that no client should request.
    func json(withConfigs: Bool) -> JSON {
        JSON(present: [
            "connector_identifier": .string(identifier), "name": .string(name),
            "status": "published",
            "configs": withConfigs
                ? .some([["client_secret": "simulated-client-secret"]]) : .none,
        ])
    }
}

/// One entry of a connector's log as the vendor's page shows it: a call that it made.
package struct SupermetricsLog: Record, Sendable, Hashable {
    /// The identifier of the connector.
    package var connector: String
    /// The entry's own identifier; some have none.
    package var id: String?
    /// When it was logged, which orders the list.
    package var loggedAt: Moment
    /// The form of its `log_time`.
    package var timeForm: TimeForm
    /// The HTTP status; null without an answer.
    package var status: Int?
    /// The type of event.
    package var event: String?
    /// The method and path.
    package var request: String?
    /// How long the call took, in milliseconds.
    package var durationMilliseconds: Int?
    /// The call's identifier.
    package var requestID: String?

    /// The forms of `log_time`.
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
        connector: String, id: String?, loggedAt: Moment, timeForm: TimeForm = .moment,
        status: Int?, durationMilliseconds: Int? = nil
    ) {
        self.connector = connector
        self.id = id
        self.loggedAt = loggedAt
        self.timeForm = timeForm
        self.status = status
        self.durationMilliseconds = durationMilliseconds
    }

    var json: JSON {
        JSON(present: [
            "id": id.map(JSON.string), "log_time": timeText.map(JSON.string),
            "status": JSON(status), "event": JSON(event), "request": JSON(request),
            "duration_ms": JSON(durationMilliseconds), "request_id": JSON(requestID),
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
