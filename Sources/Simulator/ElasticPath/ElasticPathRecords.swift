/// An integration of a store: what runs.
package struct ElasticPathIntegration: Sendable, Hashable {
    var id: String
    var name: String
    var enabled: Bool
    /// `webhook`, `aws_sqs` or `stomp`.
    var type: String
    var observes: [String]
    /// Holds secrets that no client may show.
    var configuration: JSON

    /// Creates an integration.
    package init(
        id: String, name: String, enabled: Bool = true, type: String = "webhook",
        observes: [String] = ["order.created"],
        configuration: JSON = [
            "url": "https://hooks.example.com/in", "secret_key": "whsec_simulated_secret",
        ]
    ) {
        self.id = id
        self.name = name
        self.enabled = enabled
        self.type = type
        self.observes = observes
        self.configuration = configuration
    }

    var json: JSON {
        [
            "id": .string(id),
            "type": "integration",
            "name": .string(name),
            "enabled": .bool(enabled),
            "integration_type": .string(type),
            "observes": .array(observes.map { .string($0) }),
            "configuration": configuration,
        ]
    }
}

/// One log of an integration as Elastic Path's page shows it: an attempt at a job.
package struct ElasticPathLog: Record, Sendable, Hashable {
    /// The log's own identifier.
    package var id: String
    /// The identifier of the integration.
    package var integration: String
    /// The identifier of its job.
    package var job: String
    /// Whether the attempt succeeded.
    package var succeeded: Bool
    /// The number of the attempt, from 1.
    package var attempt = 1
    /// The body of the answer.
    package var body: JSON = ""
    /// The HTTP status of the answer; nil without an answer.
    package var statusCode: Int? = 200
    /// Why it failed.
    package var errorDetail: String?
    /// When it was made.
    package var createdAt: Moment
    /// Whether the API reports when it was made.
    package var showsTime = true
    /// How long the attempt took, in seconds as JSON text.
    package var processingTime: String?

    /// Creates a log.
    package init(
        id: String, integration: String, job: String, succeeded: Bool = true,
        errorDetail: String? = nil, createdAt: Moment
    ) {
        self.id = id
        self.integration = integration
        self.job = job
        self.succeeded = succeeded
        self.errorDetail = errorDetail
        self.createdAt = createdAt
    }

    var json: JSON {
        let created = JSON.string(createdAt.nanosecondText)
        return JSON(present: [
            "id": .string(id),
            "type": "integration",
            "succeeded": .bool(succeeded),
            "attempt": .integer(attempt),
            "body": body,
            "status_code": JSON(statusCode),
            "error_detail": JSON(errorDetail),
            "relationships": [
                "integration": ["data": ["id": .string(integration), "type": "integration"]],
                "job": ["data": ["id": .string(job), "type": "job"]],
            ],
            "processing_time": processingTime.map(JSON.number),
            "meta": showsTime ? .some(["timestamps": ["created_at": created]]) : .none,
        ])
    }
}
