package import Logging
package import Providers
package import Runs
package import TUI

extension Exchange {
    /// The most bytes of a body to look at; a log line holds less.
    private static let bodyLimit = 131_072

    /// Logs the call, at `trace` also its query and the body of the answer.
    package func report(_ logger: Logger) {
        var details: Logger.Metadata = [
            "method": "\(method)", "path": "\(path)", "ms": "\(duration)",
        ]
        var isFine = false
        switch outcome {
        case .success(let reply):
            isFine = (200..<300).contains(reply.status)
            details["status"] = "\(reply.status)"
            details["bytes"] = "\(reply.body.count)"
            details["request_id"] = reply.headers["X-Request-ID"].map { "\($0)" }
            details["retry_after"] = reply.headers["Retry-After"].map { "\($0)" }
            details["budget_left"] = budget?.remaining.map { "\($0)" }
        case .failure(let error):
            details["error"] = "\(ProblemText.sentence(error))"
        }
        logger.log(level: isFine ? .info : .notice, "request", metadata: details)
        guard logger.logLevel <= .trace else { return }
        logger.trace(
            "answer",
            metadata: [
                "path": "\(path)", "query": "\(query ?? "")",
                "body": "\(body(limit: Self.bodyLimit) ?? "")",
            ])
    }
}

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
