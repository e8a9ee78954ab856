import Engine
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

    /// Looks for the ids in the account's list of pipelines.
    ///
    /// - Parameters:
    ///   - found: Those that are known to be there; a name is proof of it.
    ///   - source: The source whose settings name them.
    ///   - calls: What the calls count in.
    /// - Returns: Which are missing, none where each is there; nil where the list does not say.
    func missing(
        besides found: [Pipeline], of source: MonitoredSource, _ calls: AskedCalls
    ) async -> MissingPipelines? {
        let proven = Set(found.filter { $0.name != nil }.map(\.id.text))
        let doubtful = ids.filter { !proven.contains($0) }
        guard !doubtful.isEmpty else { return MissingPipelines(key: key, ids: [], known: found) }
        do throws(ProviderError) {
            let all = try await calls.calling(source) { () async throws(ProviderError) in
                try await account.pipelines()
            }
            guard !all.isEmpty else { return nil }
            let listed = Set(all.map(\.id.text))
            return MissingPipelines(
                key: key, ids: doubtful.filter { !listed.contains($0) }, known: all)
        } catch {
            // Reading runs tells as well what is missing, or fails in the same way.
            return nil
        }
    }
}
