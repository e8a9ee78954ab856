package import Providers
package import Runs
package import TUI

extension Exchange {
    /// Returns the call for the view of the sources.
    package func request(endedAt moment: Timestamp) -> SourceRequest {
        let outcome: SourceRequest.Outcome =
            switch self.outcome {
            case .success(let reply): .answered(reply.status)
            case .failure(let error): .failed(error)
            }
        return SourceRequest(
            moment: moment, method: method, path: path, outcome: outcome, duration: duration)
    }
}
