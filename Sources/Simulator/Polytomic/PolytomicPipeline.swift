/// One sync of the seeded Polytomic world.
struct PolytomicPipeline: Sendable {
    var name: String
    var kind: PolytomicSync.Kind
    var records: Int
    var profile: PipelineProfile

    init(
        _ name: String, _ profile: PipelineProfile, kind: PolytomicSync.Kind = .model,
        records: Int, failures: [String]
    ) {
        self.name = name
        self.kind = kind
        self.records = records
        self.profile = profile.failing(failures)
        self.profile.cancellations = 0.02
    }

    var prefix: String {
        switch kind {
        case .model: "sync"
        case .bulk: "bulk_sync"
        }
    }

    /// The bulk form has `error`, the other form `errors`.
    func terminalType(of outcome: ScheduledRun.Outcome) -> String {
        switch (outcome, kind) {
        case (.succeeded, _): "\(prefix).completed"
        case (.warning, .model): "\(prefix).completed_with_errors"
        case (.warning, .bulk): "\(prefix).completed_with_error"
        case (.failed, _): "\(prefix).failed"
        case (.cancelled, _): "\(prefix).canceled"
        }
    }

    func ending(of run: ScheduledRun) -> JSON {
        var draw = run.details
        let trigger = draw.pick(["schedule", "schedule", "schedule", "schedule", "manual", "api"])
        func ending(_ status: String, _ more: JSON) -> JSON {
            let common: JSON = ["status": .string(status), "trigger": .string(trigger)]
            return common.adding(more)
        }
        let members = counts(of: run).members ?? []
        let counts = JSON.object(members.map { JSON.Member($0.name + "_count", $0.value) })
        switch run.outcome {
        case .succeeded: return ending("completed", counts)
        case .warning:
            let warnings: JSON = ["warnings": [.string(warning(of: run))]]
            return ending("completed_with_errors", counts.adding(warnings))
        case .failed(let error): return ending("failed", ["error": .string(error)])
        case .cancelled: return ending("canceled", ["canceled_by": "ana@northwind.example"])
        }
    }

    func counts(of run: ScheduledRun) -> JSON {
        var draw = run.details
        let total = 1 + draw.below(2 * records)
        let inserted = draw.below(total / 4 + 1)
        let faulty = run.outcome == .warning ? 1 + draw.below(total / 8 + 1) : 0
        return [
            "record": .integer(total),
            "inserted": .integer(inserted),
            "updated": .integer(total - inserted - min(faulty, total - inserted)),
            "deleted": .integer(draw.below(3)),
            "error": .integer(faulty),
            "warning": .integer(faulty),
        ]
    }

    func warning(of run: ScheduledRun) -> String {
        var draw = run.details
        let field = draw.pick(["Email", "AnnualRevenue", "BillingCountryCode", "close_date"])
        return "\(1 + draw.below(40)) records were rejected: \(field) is not in the expected format"
    }
}

extension PolytomicPipeline {
    /// The seeded world's syncs: mostly healthy, two flaky, one broken.
    static let all: [PolytomicPipeline] = [
        PolytomicPipeline(
            "Accounts → Salesforce", .every(4, seconds: 8, warnings: 0.1), records: 420,
            failures: ["UNABLE_TO_LOCK_ROW: unable to obtain exclusive access to {n} records"]),
        PolytomicPipeline(
            "Leads → Marketo", .every(6, seconds: 7, .broken, warnings: 0.03), records: 90,
            failures: [
                "Marketo API error 601: access token invalid (request {id})",
                "Marketo API error 607: daily API request quota of 50000 reached",
                queryError,
            ]),
        PolytomicPipeline(
            "Product usage → Salesforce", .every(4, seconds: 9, warnings: 0.12), records: 3_000,
            failures: ["REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded ({n} over)"]),
        PolytomicPipeline(
            "Contacts → HubSpot", .every(4, seconds: 6, .flaky, warnings: 0.08), records: 260,
            failures: [
                "HubSpot responded 502 Bad Gateway after {n} s; batch {id} was not applied",
                "AUTH_EXPIRED: token was revoked by the account owner",
            ]),
        PolytomicPipeline(
            "Churn scores → Intercom", .every(2, seconds: 5, warnings: 0.03), records: 800,
            failures: ["Intercom: parameter_invalid: custom attribute 'churn_score' is archived"]),
        PolytomicPipeline(
            "Invoices → NetSuite", .every(2, seconds: 16, .flaky, warnings: 0.15), records: 140,
            failures: [
                "SQLSTATE 57014 statement timeout after 300 s on table invoices", recordErrors,
            ]),
        PolytomicPipeline(
            "Postgres → Snowflake", .every(2, seconds: 22, warnings: 0.03), kind: .bulk,
            records: 90_000,
            failures: [
                "replication slot \"polytomic_{id}\" is active for PID {n}",
                "FATAL: remaining connection slots are reserved for superuser connections",
            ]),
        PolytomicPipeline(
            "Stripe → BigQuery", .every(2, seconds: 13, warnings: 0.03), kind: .bulk,
            records: 12_000,
            failures: ["BigQuery: quotaExceeded: too many table update operations for charges"]),
        PolytomicPipeline(
            "Zendesk → Snowflake", .every(2, seconds: 15, warnings: 0.1), kind: .bulk,
            records: 5_000,
            failures: ["Snowflake 390114: authentication token has expired"]),
        PolytomicPipeline(
            "Salesforce → Redshift", .every(1, seconds: 34, warnings: 0.03), kind: .bulk,
            records: 40_000,
            failures: ["Redshift 1023: serializable isolation violation on table {n}"]),
        PolytomicPipeline(
            "Production MySQL → Databricks", .every(1, seconds: 70, warnings: 0.03), kind: .bulk,
            records: 250_000,
            failures: ["ERROR 1236 (HY000): could not find first log file name in binary log index"]
        ),
    ]

    private static let queryError = """
        model query failed on connection "Warehouse (read replica)":
        ERROR: column l.utm_campaign_id does not exist (SQLSTATE 42703)
        LINE 7:        l.utm_campaign_id,
                       ^
        HINT: Perhaps you meant to reference the column "l.utm_campaign".
        query:
          select l.id, l.email, l.first_name, l.last_name, l.company, l.score,
                 l.utm_campaign_id,
                 l.updated_at
            from marketing.leads l
           where l.updated_at > '{n}'
        No record was sent to Marketo; the next run starts from the same checkpoint.
        """

    private static let recordErrors = """
        {n} of the records in this batch were refused by NetSuite and the sync stopped at its \
        error threshold (25 %)
          customer 40{n}: INVALID_KEY_OR_REF: Invalid subsidiary reference key 7 for entity 40{n}.
          customer 41{n}: USER_ERROR: Please enter value(s) for: Tax Registration Number. The \
        record type requires it for subsidiaries in Germany, France and Spain.
          customer 42{n}: RCRD_HAS_BEEN_CHANGED: Record has been changed since it was read; it \
        will be read again in the next run.
        batch {id}, concurrency 4, 3 attempts
        """
}
