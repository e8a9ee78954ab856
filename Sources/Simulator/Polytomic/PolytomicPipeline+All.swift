extension PolytomicPipeline {
    /// The seeded world's syncs: mostly healthy, two flaky, one broken.
    static let all: [PolytomicPipeline] = [
        PolytomicPipeline(
            "Accounts → Salesforce", every: 4, seconds: 8, records: 420, warnings: 0.1,
            failures: ["UNABLE_TO_LOCK_ROW: unable to obtain exclusive access to {n} records"]),
        PolytomicPipeline(
            "Leads → Marketo", every: 6, seconds: 7, .broken, records: 90,
            failures: [
                "Marketo API error 601: access token invalid (request {id})",
                "Marketo API error 607: daily API request quota of 50000 reached",
                queryError,
            ]),
        PolytomicPipeline(
            "Product usage → Salesforce", every: 4, seconds: 9, records: 3_000, warnings: 0.12,
            failures: ["REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded ({n} over)"]),
        PolytomicPipeline(
            "Contacts → HubSpot", every: 4, seconds: 6, .flaky, records: 260, warnings: 0.08,
            failures: [
                "HubSpot responded 502 Bad Gateway after {n} s; batch {id} was not applied",
                "AUTH_EXPIRED: token was revoked by the account owner",
            ]),
        PolytomicPipeline(
            "Churn scores → Intercom", every: 2, seconds: 5, records: 800,
            failures: ["Intercom: parameter_invalid: custom attribute 'churn_score' is archived"]),
        PolytomicPipeline(
            "Invoices → NetSuite", every: 2, seconds: 16, .flaky, records: 140, warnings: 0.15,
            failures: [
                "SQLSTATE 57014 statement timeout after 300 s on table invoices", recordErrors,
            ]),
        PolytomicPipeline(
            "Postgres → Snowflake", .bulk, every: 2, seconds: 22, records: 90_000,
            failures: [
                "replication slot \"polytomic_{id}\" is active for PID {n}",
                "FATAL: remaining connection slots are reserved for superuser connections",
            ]),
        PolytomicPipeline(
            "Stripe → BigQuery", .bulk, every: 2, seconds: 13, records: 12_000,
            failures: ["BigQuery: quotaExceeded: too many table update operations for charges"]),
        PolytomicPipeline(
            "Zendesk → Snowflake", .bulk, every: 2, seconds: 15, records: 5_000, warnings: 0.1,
            failures: ["Snowflake 390114: authentication token has expired"]),
        PolytomicPipeline(
            "Salesforce → Redshift", .bulk, every: 1, seconds: 34, records: 40_000,
            failures: ["Redshift 1023: serializable isolation violation on table {n}"]),
        PolytomicPipeline(
            "Production MySQL → Databricks", .bulk, every: 1, seconds: 70, records: 250_000,
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
