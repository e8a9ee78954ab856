package import Runs
import UserConfiguration

/// The pipelines that a source's settings name, and the account to look for them in.
package struct NamedPipelines: Sendable {
    /// The key that names them.
    package let key: String
    /// Their ids.
    package let ids: [String]
    /// The account, without the limit to these pipelines.
    package let account: any Provider

    /// Creates a list of named pipelines.
    package init(key: String, ids: [String], account: any Provider) {
        self.key = key
        self.ids = ids
        self.account = account
    }
}
