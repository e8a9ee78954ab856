import Runs

extension RunError {
    /// Reads an error: text, or an object with a code and a message. Empty text is none, neither
    /// is an object of nothing else, and what has another shape is kept as its JSON.
    static func observed(_ said: Observed<JSONValue>) -> Observed<RunError> {
        guard let value = said.value else { return said.map { _ in RunError(message: nil) } }
        if let text = value.scalarText {
            return text.isEmpty ? .null : .value(RunError(message: text))
        }
        let (code, message) = (text(value["code"]), text(value["message"]))
        guard code == nil, message == nil else {
            return .value(RunError(code: code, message: message))
        }
        let members = value.members ?? []
        let isEmpty = members.allSatisfy { $0.value.isNull || $0.value.string == "" }
        guard members.isEmpty || !isEmpty else { return .null }
        return .value(RunError(message: JSONWriter.text(of: value)))
    }

    private static func text(_ value: JSONValue?) -> String? {
        value?.scalarText.flatMap { $0.isEmpty ? nil : $0 }
    }
}
