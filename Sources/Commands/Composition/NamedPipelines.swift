package import Runs
import UserConfiguration

/// The pipelines that a source's settings name, and a way to see which there are.
package struct NamedPipelines: Sendable {
    /// The key that names them.
    package let key: String
    /// Their ids.
    package let ids: [String]
    /// The same account, of which all pipelines are read.
    package let account: any Provider

    /// Joins ids and the account that they are looked for in.
    package init(key: String, ids: [String], account: any Provider) {
        self.key = key
        self.ids = ids
        self.account = account
    }
}
