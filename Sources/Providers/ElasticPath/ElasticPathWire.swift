import Runs

/// Elastic Path's API, after its page "List logs for integration"
/// (`GET /integrations/:integration_uuid/logs`), the store-wide form of that list, its list of
/// integrations, and its token endpoint.
enum ElasticPathWire {
    static let tokenPath = "/oauth/access_token"
    static let integrationsPath = "/v2/integrations"

    static func logsPath(of integration: String?) -> String {
        guard let integration else { return "/v2/integrations/logs" }
        return "/v2/integrations/\(PercentEncoding.encode(integration))/logs"
    }

    static let errors = ErrorEnvelope(
        title: ["errors.0.title", "errors.title"], message: ["errors.0.detail", "errors.detail"],
        supportIDs: [
            .request("meta.request_id"), .trace("meta.trace_id"), .log("meta.log_id"),
        ])

    static func scopeHeaders(organization: String?, store: String?) -> [HeaderField] {
        [("EP-Org-ID", organization), ("EP-Store-ID", store)].compactMap { name, value in
            value.map { HeaderField(name, $0) }
        }
    }

    static func tokenForm(id: Secret, secret: Secret) -> [QueryItem] {
        [
            QueryItem("grant_type", "client_credentials"),
            QueryItem("client_id", id.reveal()),
            QueryItem("client_secret", secret.reveal()),
        ]
    }

    static func token(_ value: JSONValue) throws(ProviderError) -> Credential {
        guard let token = value["access_token"]?.string, !token.isEmpty else {
            throw .unreadable(.missing(field: "access_token"))
        }
        let seconds = value["expires_in"]?.integer.map { min(max($0, 0), 10_000_000) }
        return Credential(secret: Secret(token), lifetime: seconds.map { $0 * 1_000 })
    }

    /// Reads one log: an integration's attempt at a job. Only `succeeded` decides the status, not
    /// the status code; `type` is unreliable. Throws the missing field: `id` or `succeeded`.
    static func log(_ row: Row) throws(RejectedRow) -> RunObservation {
        let id = try row.required("id")
        let succeeded = row.json("succeeded").map(\.scalarText)
        guard succeeded != .unsaid else { throw RejectedRow(id: id, field: "succeeded") }
        let raw = succeeded.value ?? nil
        let status = outcomes.status(of: raw)
        let created = row.moment("meta.timestamps.created_at")
        var seen = RunObservation(id: RunID(id), asOf: created.value?.timestamp, status: status)
        seen.rawStatus = Observed(orNull: raw)
        seen.pipeline = row.text("relationships.integration.data.id").map(PipelineID.init)
        seen.startedAt = created.map(\.timestamp)
        seen.duration = duration(row)
        seen.attempt = row.integer("attempt").map(Int.init(clamping:))
        let code = row.integer("status_code").map(Int.init(clamping:))
        seen.httpStatus = code == .value(0) ? .null : code
        seen.error = error(row, hasFailed: status == .failed)
        seen.metadata = row.json("body")
        if let job = row.text("relationships.job.data.id").value {
            seen.related = [RelatedID(key: "job_id", value: job)]
        }
        seen.unreadableTimes = row.unreadableTimes("meta.timestamps.created_at")
        seen.timeSource = TimeSource(created.value)
        return seen
    }

    private static let outcomes: StatusWords = ["true": .succeeded, "false": .failed]

    /// Reads only an integration's id and name, as its `configuration` holds keys.
    static func integration(_ value: JSONValue) -> Pipeline? { Row(value).pipeline() }

    /// The processing time, which comes in seconds with a fraction.
    private static func duration(_ row: Row) -> Observed<Int64> {
        let paths: [FieldPath] = ["processing_time", "meta.processing_time"]
        for path in paths {
            guard let seconds = row.text(path).value.flatMap(Double.init) else { continue }
            guard seconds >= 0, seconds < 1e12 else { continue }
            return .value(Int64((seconds * 1_000).rounded()))
        }
        return .unsaid
    }

    /// The detail of the error, else the body of a failed attempt.
    private static func error(_ row: Row, hasFailed: Bool) -> Observed<RunError> {
        let detail = RunError.observed(row.json("error_detail"))
        guard detail.value == nil, hasFailed, let body = row.json("body").value else {
            return detail
        }
        let text = body.scalarText ?? JSONWriter.text(of: body)
        return text.isEmpty ? detail : .value(RunError(message: text))
    }
}
