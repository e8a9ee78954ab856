package import Foundation

/// What a Well source takes.
package struct WellSettings: ProviderOptions {
    /// Where the API token comes from.
    package let token: SecretReference
    /// The workspace to read; all that the token reaches where nil.
    package let workspace: UUID?

    /// Puts the settings together.
    package init(token: SecretReference, workspace: UUID? = nil) {
        self.token = token
        self.workspace = workspace
    }

    private static let workspaceKey = SettingsKey("workspace", .uuid, "the workspace to read")

    static let keyTable = [SettingsKey.token.row, workspaceKey.row]

    static let example = ["token": #"{ env = "WELL_API_TOKEN" }"#]

    static var usualBaseURL: String { "https://api.wellapp.ai" }

    var secrets: [SecretKey: SecretReference] { [.token: token] }

    init?(reading reader: inout TableReader) {
        let token = reader.required(.token)
        let workspace = reader.value(Self.workspaceKey)
        guard let token else { return nil }
        self.init(token: token, workspace: workspace)
    }
}
