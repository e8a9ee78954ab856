import Runs

extension ProviderRegistration {
    static let elasticPath = ProviderRegistration(
        ProviderDescription(
            .elasticPath, baseURL: "https://{region}.api.elasticpath.com",
            settings: [
                ProviderSetting(
                    "region", .word(["useast", "euwest"]),
                    "where the store is: useast or euwest", need: .unless(key: "base-url"),
                    example: "\"useast\""),
                ProviderSetting(
                    "client-id", .secret, "the id of a client",
                    example: #"{ env = "EPCC_CLIENT_ID" }"#),
                ProviderSetting(
                    "client-secret", .secret, "the client's secret",
                    example: #"{ env = "EPCC_CLIENT_SECRET" }"#),
                ProviderSetting(
                    "token", .secret, "a ready token, in place of client-id and client-secret"),
                ProviderSetting(
                    "integrations", .texts,
                    "the integrations to read; all of them when left out"),
                ProviderSetting(
                    "org-id", .text, "the organization of an organization's token",
                    isScope: true),
                ProviderSetting(
                    "store-id", .text, "the store to read with an organization's token",
                    isScope: true),
            ],
            credentials: [["client-id", "client-secret"], ["token"]],
            pipelines: ("integrations", "/v2/integrations"), pipelineKey: "integrations")
    ) { source in
        let scope = ElasticPathProvider.Scope(
            organization: source.values.text("org-id"), store: source.values.text("store-id"),
            integrations: source.values.texts("integrations"))
        guard !source.hasSecret("token") else {
            return ElasticPathProvider(client: source.client(), scope: scope)
        }
        return ElasticPathProvider(
            client: source.client("client-secret"), clientID: source.secret("client-id"),
            scope: scope)
    }
}
