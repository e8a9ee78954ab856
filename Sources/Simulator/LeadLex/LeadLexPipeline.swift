/// One workflow of the seeded LeadLex world.
struct LeadLexPipeline: Sendable {
    var name: String
    var action: Action
    /// What triggers it, such as `deal` or `contact`.
    var entity: String
    var profile: PipelineProfile

    enum Action: String, Sendable {
        case slack = "send_slack_message"
        case email = "send_email"
        case webhook = "call_webhook"
        case task = "create_task"
    }

    private static let skipReasons = [
        "daily_cap_reached", "condition_not_met", "condition_not_met", "recently_contacted",
    ]

    /// Each failure reason is `code: message`; a cancelled run counts as skipped.
    init(
        _ name: String, _ action: Action, on entity: String, _ profile: PipelineProfile,
        failures: [String]
    ) {
        self.name = name
        self.action = action
        self.entity = entity
        self.profile = profile.failing(failures)
    }

    func outcome(of run: ScheduledRun, _ draw: inout SplitMix64) -> LeadLexLog.Outcome {
        switch run.outcome {
        case .succeeded, .warning:
            return .success(result: result(of: run, &draw))
        case .cancelled:
            return .skipped(reason: draw.pick(Self.skipReasons))
        case .failed(let reason):
            let parts = reason.split(separator: ": ", maxSplits: 1)
            guard parts.count == 2, !parts[0].contains(" ") else {
                return .failed(code: "upstream_error", message: reason)
            }
            return .failed(code: String(parts[0]), message: String(parts[1]))
        }
    }

    private func result(of run: ScheduledRun, _ draw: inout SplitMix64) -> JSON {
        let seconds = run.finished.microseconds / 1_000_000
        switch action {
        case .slack:
            return ["slack_message_ts": "\(Int(seconds)).\(padded(draw.below(999_999), to: 6))"]
        case .email:
            return ["message_id": .string("<\(draw.hex(digits: 12))@mail.leadlex.example>")]
        case .webhook:
            return ["status_code": 200, "bytes": .integer(draw.below(4_000))]
        case .task:
            return ["task_id": .string("task_" + draw.hex(digits: 8)), "due_in_days": 3]
        }
    }
}

extension LeadLexPipeline {
    /// The seeded world's workflows: mostly healthy, two flaky, one broken.
    static let all: [LeadLexPipeline] = [
        LeadLexPipeline(
            "New deal → #sales", .slack, on: "deal", .every(5, seconds: 0.6, cancellations: 0.05),
            failures: ["slack_rate_limited: Slack asked to retry after {n} s"]),
        LeadLexPipeline(
            "Welcome email", .email, on: "contact", .every(6, seconds: 1.1, cancellations: 0.2),
            failures: ["mailbox_unavailable: 550 5.1.1 user unknown ({id})"]),
        LeadLexPipeline(
            "Enrich company", .webhook, on: "company",
            .every(4, seconds: 2.4, .flaky, cancellations: 0.05),
            failures: [
                "webhook_timeout: https://enrich.example/v2/companies did not answer in 30 s",
                "webhook_status: the webhook answered 502 (request {id})",
            ]),
        LeadLexPipeline(
            "Deal won → invoice", .webhook, on: "deal",
            .every(2, seconds: 1.8, .flaky, cancellations: 0.05),
            failures: [
                "webhook_status: the webhook answered 422: {\"error\":\"customer {n} has no VAT id\"}"
            ]),
        LeadLexPipeline(
            "Stale lead reminder", .task, on: "lead", .every(4, seconds: 0.4, cancellations: 0.35),
            failures: ["owner_missing: lead {id} has no owner to give the task to"]),
        LeadLexPipeline(
            "Meeting booked → CRM note", .webhook, on: "meeting",
            .every(3, seconds: 1.4, cancellations: 0.05),
            failures: ["webhook_status: the webhook answered 409: note {id} exists"]),
        LeadLexPipeline(
            "Churn risk → customer success", .slack, on: "account",
            .every(2, seconds: 0.7, .broken, cancellations: 0.05),
            failures: [
                "channel_not_found: Slack channel C0{n} is archived or does not exist",
                "token_revoked: the Slack app was uninstalled by its workspace",
            ]),
        LeadLexPipeline(
            "Demo request → round robin", .task, on: "lead",
            .every(3, seconds: 0.5, cancellations: 0.1),
            failures: ["no_capacity: all {n} members of the round robin are at their cap"]),
        LeadLexPipeline(
            "Consentement retiré – désabonnement", .email, on: "contact",
            .every(1, seconds: 0.9, cancellations: 0.05),
            failures: ["template_error: le modèle « désabonnement » n’a pas de lien ({id})"]),
    ]
}
