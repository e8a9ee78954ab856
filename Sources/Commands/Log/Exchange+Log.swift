package import Logging
package import Providers
import Runs
import TUI

extension Exchange {
    /// How many bytes of a body are looked at; what is told of it is less.
    private static let bodyLimit = 131_072

    /// Tells of this call: what was asked and what came, and at `trace` also the query and the
    /// body.
    package func tell(_ logger: Logger) {
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
