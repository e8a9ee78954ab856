import Foundation

/// One workspace connector of the seeded Well world.
struct WellPipeline: Sendable {
    var connector: String
    /// Without a label, the pipeline is named after the service.
    var label: String?
    var records: [String]
    var profile: PipelineProfile

    init(
        _ connector: String, _ label: String?, _ profile: PipelineProfile, records: [String],
        failures: [String]
    ) {
        self.connector = connector
        self.label = label
        self.records = records
        self.profile = profile.failing(failures)
    }

    var connectionStatus: String {
        switch profile.health {
        case .steady, .flaky: "active"
        case .broken: "error"
        }
    }

    /// Such as `task_mercury_0607_0800`.
    func taskID(at moment: Moment) -> String {
        let slug = connector.lowercased().replacing(" ", with: "_")
        let civil = moment.civil
        let parts = [civil.tm_mon + 1, civil.tm_mday, civil.tm_hour, civil.tm_min]
            .map { padded(Int($0), to: 2) }
        return "task_\(slug)_\(parts[0])\(parts[1])_\(parts[2])\(parts[3])"
    }

    func metadata(of run: ScheduledRun, _ draw: inout SplitMix64) -> JSON {
        guard case .succeeded = run.outcome else {
            return [
                "records_synced": .integer(draw.below(40)),
                "attempts": .integer(1 + draw.below(3)),
                "last_checkpoint": JSON(draw.chance(0.5) ? "page_\(draw.below(90))" : nil),
            ]
        }
        let counts = records.map {
            JSON.Member($0, .integer(draw.below(draw.chance(0.2) ? 900 : 60)))
        }
        let total = counts.reduce(0) { sum, member in
            guard case .integer(let count) = member.value else { return sum }
            return sum + count
        }
        let metadata: JSON = ["records_synced": .integer(total)]
        guard draw.chance(0.6) else { return metadata }
        let from = run.created.adding(seconds: -3_600)
        return metadata.adding([
            "by_object": .object(counts),
            "window": [
                "from": .string(from.millisecondText), "to": .string(run.created.millisecondText),
            ],
            "pages": .array((0...draw.below(4)).map { _ in .integer(draw.below(101)) }),
            "balance": .number("\(draw.below(90_000)).\(padded(draw.below(100), to: 2))"),
            "full_resync": .bool(draw.chance(0.1)),
        ])
    }
}

extension WellPipeline {
    /// The seeded world's connectors: mostly healthy, two flaky, one broken.
    static let all: [WellPipeline] = [
        WellPipeline(
            "Mercury", "Mercury operating account", .every(4, seconds: 9),
            records: ["transactions", "accounts"],
            failures: ["UPSTREAM_TIMEOUT: GET /api/v1/accounts did not answer in {n} s"]),
        WellPipeline(
            "Plaid", "Chase business checking", .every(6, seconds: 8, .broken),
            records: ["transactions"],
            failures: [
                "ITEM_LOGIN_REQUIRED: the login details of this item have changed (request {id})",
                "INSTITUTION_DOWN: this institution is not currently responding, retry in {n} s",
                longTransactionError,
            ]),
        WellPipeline(
            "Stripe", "Stripe payouts", .every(4, seconds: 6),
            records: ["payouts", "charges", "refunds"],
            failures: ["RATE_LIMITED: 429 from api.stripe.com after {n} requests"]),
        WellPipeline(
            "Gmail", "invoices@northwind.example", .every(4, seconds: 5, .flaky),
            records: ["messages", "attachments"],
            failures: [
                "AUTH_EXPIRED: token was revoked by the account owner",
                "QUOTA_EXCEEDED: user rate limit exceeded, retry after {n} s",
            ]),
        WellPipeline(
            "QuickBooks", "Northwind LLC books", .every(2, seconds: 18, .flaky),
            records: ["invoices", "bills", "journal_entries"],
            failures: [
                "SQLSTATE 57014 statement timeout after 300 s on table invoices",
                validationError,
            ]),
        WellPipeline(
            "Xero", "Northwind UK", .every(2, seconds: 14),
            records: ["invoices", "contacts"],
            failures: ["TENANT_DISCONNECTED: tenant {id} has revoked the connection"]),
        WellPipeline(
            "Mercury", "Mercury payroll account", .every(2, seconds: 7),
            records: ["transactions"],
            failures: ["UPSTREAM_503: Mercury is down for maintenance"]),
        WellPipeline(
            "Google Drive", "Receipts folder", .every(2, seconds: 8),
            records: ["files"],
            failures: ["FILE_TOO_LARGE: statement-{id}.pdf exceeds 25 MB"]),
        WellPipeline(
            "Shopify", "Northwind storefront", .every(2, seconds: 12),
            records: ["orders", "refunds", "payouts"],
            failures: ["SCHEMA_MISMATCH: orders[{n}].total_tip is not a decimal"]),
        WellPipeline(
            "Qonto", "Compte principal – Société Générale", .every(2, seconds: 10),
            records: ["transactions", "attachments"],
            failures: ["ORGANIZATION_SUSPENDED: l’organisation est suspendue (réf. {id})"]),
        WellPipeline(
            "HubSpot", nil, .every(1, seconds: 25),
            records: ["companies", "contacts", "deals"],
            failures: ["SCOPE_MISSING: crm.objects.deals.read was not granted"]),
        WellPipeline(
            "NetSuite", nil, .every(1, seconds: 75),
            records: ["invoices", "vendor_bills", "gl_lines"],
            failures: ["SSS_REQUEST_LIMIT_EXCEEDED: concurrency limit of {n} reached"]),
    ]

    private static let validationError = """
        VALIDATION_FAILED: {n} of the invoices in this batch were refused by QuickBooks Online
          1. Invoice INV-{id}: Business Validation Error: You must select a customer for this \
        transaction before it can be saved. (6000)
          2. Invoice INV-{id}-2: Amount calculation incorrect in the request. Amount is not equal \
        to UnitPrice * Qty. Supplied value: 1284.50, expected 1248.50. (6070)
          3. Invoice INV-{id}-3: Invalid Reference Id: Account ref 81 is inactive. Make it active \
        in the chart of accounts, or map it to another account, then run the sync again. (2500)
        The rest of the batch was rolled back; nothing was written.
        """

    private static let longTransactionError = """
        TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION: underlying transaction data changed since \
        the last page was fetched. Restart pagination from the last update.
        request_id: {id}
        cursor: CAESJTVhZGRh{id}
        at fetchPage (sync/plaid/transactions.ts:{n}:17)
        at async drain (sync/plaid/transactions.ts:88:5)
        at async runConnector (worker/run.ts:41:9)
        caused by: item {id} returned 400 after 3 attempts (1 s, 2 s, 4 s); the account has been \
        set to require attention, and later runs will fail until the item is updated by its owner.
        """
}
