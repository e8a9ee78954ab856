/// One log of an integration as Elastic Path's page shows it: an attempt at a job.
package struct ElasticPathLog: Sendable, Hashable {
    /// The log's own identifier.
    package var id: String
    /// The identifier of the integration.
    package var integration: String
    /// The identifier of the job that it was an attempt at.
    package var job: String
    /// Whether the attempt counts as a success.
    package var succeeded: Bool
    /// The how-manieth attempt it was, from 1.
    package var attempt: Int
    /// What came back.
    package var body: JSON
    /// The HTTP status that came back; none where nothing did.
    package var statusCode: Int?
    /// Why it failed.
    package var errorDetail: String?
    /// When it was made.
    package var createdAt: Moment
    /// Whether the API tells when it was made.
    package var showsTime: Bool
    /// How long the attempt took, in seconds as JSON text.
    package var processingTime: String?

    /// Creates a log.
    package init(
        id: String, integration: String, job: String, succeeded: Bool = true, attempt: Int = 1,
        body: JSON = "", statusCode: Int? = 200, errorDetail: String? = nil, createdAt: Moment,
        showsTime: Bool = true, processingTime: String? = nil
    ) {
        self.id = id
        self.integration = integration
        self.job = job
        self.succeeded = succeeded
        self.attempt = attempt
        self.body = body
        self.statusCode = statusCode
        self.errorDetail = errorDetail
        self.createdAt = createdAt
        self.showsTime = showsTime
        self.processingTime = processingTime
    }

    var json: JSON {
        let log: JSON = [
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
        ]
        var more: [JSON.Member] = []
        if let processingTime {
            more.append(JSON.Member("processing_time", .number(processingTime)))
        }
        if showsTime {
            let created = JSON.string(createdAt.nanosecondText)
            more.append(JSON.Member("meta", ["timestamps": ["created_at": created]]))
        }
        return log.adding(more)
    }
}
