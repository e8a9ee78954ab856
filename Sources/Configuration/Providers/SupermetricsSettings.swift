/// What a Supermetrics source takes.
package struct SupermetricsSettings: ProviderOptions {
    /// Where the API key comes from.
    package let token: SecretReference
    /// The team's number, at least 1.
    package let team: Int
    /// The identifiers of the connectors to read; all of the team's where empty.
    package let connectors: [String]

    /// Puts the settings together.
    package init(token: SecretReference, team: Int, connectors: [String] = []) {
        self.token = token
        self.team = team
        self.connectors = connectors
    }

    private static let teamKey = SettingsKey("team", .positiveInteger, "the team's number")
    private static let connectorsKey = SettingsKey(
        "connectors", .identifiers, "the connectors to read; all of the team's when left out")

    static let keyTable = [SettingsKey.token.row, teamKey.row, connectorsKey.row]

    static let example = ["token": #"{ env = "SUPERMETRICS_API_KEY" }"#, "team": "936506"]

    static var usualBaseURL: String { "https://api.supermetrics.com" }

    var secrets: [SecretKey: SecretReference] { [.token: token] }

    init?(reading reader: inout TableReader) {
        let token = reader.required(.token)
        let team = reader.required(Self.teamKey)
        let connectors = reader.holds(Self.connectorsKey) ? reader.value(Self.connectorsKey) : []
        guard let token, let team, let connectors else { return nil }
        self.init(token: token, team: team, connectors: connectors)
    }
}
