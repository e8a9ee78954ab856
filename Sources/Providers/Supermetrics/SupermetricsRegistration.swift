import Runs

extension ProviderRegistration {
    static let supermetrics = ProviderRegistration(
        ProviderDescription(
            .supermetrics, baseURL: "https://api.supermetrics.com",
            settings: [
                .token(from: "SUPERMETRICS_API_KEY"),
                ProviderSetting(
                    "team", .positiveInteger, "the team's number", need: .always,
                    example: "936506", isScope: true),
                ProviderSetting(
                    "connectors", .identifiers,
                    "the connectors to read; all of the team's when left out"),
            ],
            pipelines: ("connectors", "/v1/teams/{team}/connector_builder/connectors"),
            pipelineKey: "connectors")
    ) { source in
        SupermetricsProvider(
            client: source.client(), team: Int64(source.values.integer("team") ?? 0),
            connectors: source.values.texts("connectors"))
    }
}
