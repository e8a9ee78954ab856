import Runs
import Testing

/// Which refusals are about too many calls.
struct RateLimitTests {
    private func problem(_ status: Int, _ change: (inout APIProblem) -> Void = { _ in })
        -> APIProblem
    {
        var problem = APIProblem(status: status)
        change(&problem)
        return problem
    }

    @Test func `a refusal with 403 is a rate limit where it says so in any way`() {
        let nothingLeft = RateBudget(limit: 60, remaining: 0, resetsAt: nil)
        let limits = [
            problem(429), problem(403) { $0.retryAfter = 2_000 },
            problem(403) { $0.budget = nothingLeft },
            problem(400) { $0.code = "TOO_MANY_REQUESTS" },
            problem(420) { $0.message = "Enhance your calm: you are being rate limited" },
        ]
        for limit in limits {
            #expect(limit.isRateLimit, "\(limit)")
            #expect(limit.asksToWait)
            #expect(ProviderError.refused(limit).isTransient)
        }
    }

    @Test(arguments: [
        "API rate limit exceeded for user ID 7.", "rateLimitExceeded", "userRateLimitExceeded",
        "RATE_LIMIT_REACHED", "quotaExceeded", "You have exceeded your daily quota",
        "You have exceeded a secondary rate limit", "Too Many Requests", "too_many_requests",
        "ThrottlingException: Rate exceeded", "Request was throttled.", "SlowDown",
        "Request limit exceeded", "rate_limited",
    ])
    func `words of a 403 tell a rate limit`(words: String) {
        #expect(problem(403) { $0.message = words }.isRateLimit)
        #expect(problem(403) { $0.code = words }.isRateLimit)
    }

    @Test func `a plain refusal is none`() {
        let left = RateBudget(limit: 60, remaining: 7, resetsAt: nil)
        let others = [
            problem(403), problem(403) { $0.budget = left },
            problem(403) { $0.message = "Missing scope read:rate_limits" },
            problem(403) { $0.message = "insufficient_permissions" },
            problem(403) { $0.retryAfter = 0 },
            problem(401) { $0.message = "rate limit exceeded" }, problem(404) { $0.retryAfter = 9 },
            problem(400) { $0.budget = RateBudget(limit: 1, remaining: 0, resetsAt: nil) },
        ]
        for other in others {
            #expect(!other.isRateLimit, "\(other)")
            #expect(!ProviderError.refused(other).isTransient, "\(other)")
        }
    }

    @Test(arguments: [(503, true), (423, true), (425, true), (404, false), (401, false)])
    func `who says when to come back is asked again`(status: Int, isTransient: Bool) {
        let problem = problem(status) { $0.retryAfter = 5_000 }
        #expect(ProviderError.refused(problem).isTransient == isTransient)
    }
}
