import Runs

/// What a refusal that asks for no wait is about: with one, the next call has to wait, whatever it
/// is for.
extension ProviderError {
    /// Whether the server did not like a parameter, such as a token that it has forgotten.
    var refusesParameter: Bool {
        guard case .refused(let problem) = self, !problem.asksForPatience else { return false }
        return [400, 404, 410, 422].contains(problem.status)
    }

    /// Whether this part of the API is not for this account.
    var refusesResource: Bool {
        guard case .refused(let problem) = self, !problem.asksForPatience else { return false }
        return [403, 404].contains(problem.status)
    }

    /// Whether the thing asked for is no longer there.
    var isNotFound: Bool {
        guard case .refused(let problem) = self, !problem.asksForPatience else { return false }
        return problem.status == 404
    }
}
