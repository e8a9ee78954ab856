/// One connector of the seeded Supermetrics team, and the calls it makes.
struct SupermetricsPipeline: Sendable {
    let connector: SupermetricsConnector
    let calls: [(event: String, request: String)]
    /// Its failure reasons are HTTP statuses.
    let profile: PipelineProfile

    init(
        _ identifier: String, _ name: String, _ profile: PipelineProfile, failures: [String],
        calls: [(event: String, request: String)]
    ) {
        connector = SupermetricsConnector(identifier: identifier, name: name)
        self.profile = profile.failing(failures)
        self.calls = calls
    }

    static let all: [SupermetricsPipeline] = [
        SupermetricsPipeline(
            "T3S70", "Northwind Ads reporting", .every(5, seconds: 0.6, .flaky),
            failures: ["503", "429"],
            calls: [
                ("report.fetch", "GET /v2/reports"),
                ("report.fetch", "GET /v2/reports?page={n}"),
                ("auth.token.refresh", "POST /api/oauth/token_refresh"),
            ]),
        SupermetricsPipeline(
            "T7K21", "Loyalty points API", .every(3, seconds: 0.25), failures: ["500", "504"],
            calls: [
                ("data.fetch", "GET /api/v1/members?cursor={id}"),
                ("data.fetch", "GET /api/v1/points/ledger"),
            ]),
        SupermetricsPipeline(
            "T1M04", "Influencer payouts (EU)", .every(2, seconds: 1.4, .broken),
            failures: ["401"],
            calls: [
                ("auth.token.refresh", "POST /api/oauth/token_refresh"),
                ("data.fetch", "GET /payouts/2026?currency=EUR"),
            ]),
        SupermetricsPipeline(
            "T5Q38", "Podcast downloads", .every(2, seconds: 2.2), failures: ["429", "502"],
            calls: [
                ("data.fetch", "GET /shows/{n}/downloads?interval=day"),
                ("schema.discover", "GET /shows"),
                ("account.list", "GET /accounts"),
            ]),
        SupermetricsPipeline(
            "Retail_media-EMEA", "Retail media – Ñandú & Söhne", .every(2, seconds: 0.9),
            failures: ["400", "403", "503"],
            calls: [
                ("report.create", "POST /reports"),
                ("report.poll", "GET /reports/{id}/status"),
                ("report.fetch", "GET /reports/{id}/rows"),
            ]),
    ]
}
