import Runs

extension ProviderRegistration {
    static let polytomic = ProviderRegistration(
        ProviderDescription(
            .polytomic, baseURL: "https://app.polytomic.com",
            settings: [
                .token(from: "POLYTOMIC_API_KEY"),
                ProviderSetting(
                    "auth", .word(["bearer", "basic"]),
                    "how requests are signed: bearer or basic"),
                ProviderSetting(
                    "organization", .text, "the organization's id; needed with basic",
                    need: .because(key: "auth", value: "basic"), isScope: true),
            ],
            pipelines: ("syncs", "/api/syncs"))
    ) { source in
        let organization = source.values.text("organization")
        let authentication: PolytomicProvider.Authentication
        if source.values.text("auth") == "basic", let organization {
            authentication = .basic(organization: organization)
        } else {
            authentication = .bearer(organization: organization)
        }
        return PolytomicProvider(client: source.client(), authentication: authentication)
    }
}
