import Runs

extension Redactor {
    /// Takes the secrets out of what an API tells, so that one that it repeats is kept nowhere.
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
        case .string(let text): .string(redact(text))
        case .array(let elements): .array(elements.map(redact))
        case .object(let members):
            .object(members.map { JSONValue.Member(redact($0.key), redact($0.value)) })
        case .null, .bool, .number: value
        }
    }
}
