import Runs

extension Redactor {
    /// Takes the secrets out of what an API tells, so that one that it repeats is kept nowhere; but
    /// those that may be a word that runs are called by.
    ///
    /// Cost: a look at each byte of the body, and nothing more where it holds no secret.
    ///
    /// - Parameters:
    ///   - value: What was read.
    ///   - body: What it was read from.
    /// - Returns: The value with `<secret>` in the place of each secret.
    func redact(_ value: JSONValue, of body: [UInt8]) -> JSONValue {
        holdsSecret(body) ? redact(value) : value
    }

    private func redact(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(redactLong(text))
        case .array(let elements): .array(elements.map(redact))
        case .object(let members):
            .object(members.map { JSONValue.Member(redactLong($0.key), redact($0.value)) })
        case .number(let digits): redact(number: digits)
        case .null, .bool: value
        }
    }

    /// A key of digits alone may stand there as a number; what is left of it is none.
    private func redact(number digits: String) -> JSONValue {
        let told = redactLong(digits)
        return told == digits ? .number(digits) : .string(told)
    }
}
