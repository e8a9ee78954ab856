import Runs

extension ProviderRegistration {
    static let well = ProviderRegistration(
        ProviderDescription(
            .well, baseURL: "https://api.wellapp.ai",
            settings: [
                .token(from: "WELL_API_TOKEN"),
                ProviderSetting("workspace", .uuid, "the workspace to read", isScope: true),
            ],
            pipelines: ("workspace connectors", "/v1/workspace-connectors"))
    ) { source in
        WellProvider(client: source.client(), workspace: source.values.text("workspace"))
    }
}
