/// What a LeadLex source takes.
package struct LeadLexSettings: ProviderOptions {
    /// Where the API key comes from.
    package let token: SecretReference
    /// The workflows to read; all of them where there are none.
    package let workflows: [String]

    /// Puts the settings together.
    package init(token: SecretReference, workflows: [String] = []) {
        self.token = token
        self.workflows = workflows
    }

    private static let workflowsKey = SettingsKey(
        "workflows", .texts, "the ids of the workflows to read")

    static let keyTable = [SettingsKey.token.row, workflowsKey.row]

    static let example = ["token": #"{ env = "LEADLEX_API_KEY" }"#]

    static var usualBaseURL: String { "https://data.leadlex.com/functions/v1/api-gateway" }

    var secrets: [SecretKey: SecretReference] { [.token: token] }

    init?(reading reader: inout TableReader) {
        let token = reader.required(.token)
        let workflows = reader.value(Self.workflowsKey)
        guard let token else { return nil }
        self.init(token: token, workflows: workflows ?? [])
    }
}
