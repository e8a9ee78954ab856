import Runs

extension ProviderRegistration {
    static let leadlex = ProviderRegistration(
        ProviderDescription(
            .leadlex, baseURL: "https://data.leadlex.com/functions/v1/api-gateway",
            settings: [
                .token(from: "LEADLEX_API_KEY"),
                ProviderSetting("workflows", .texts, "the ids of the workflows to read"),
            ],
            pipelines: ("workflows", "/v1/workflows"), pipelineKey: "workflows")
    ) { source in
        LeadLexProvider(
            client: source.client(), workflows: source.values.texts("workflows"))
    }
}
