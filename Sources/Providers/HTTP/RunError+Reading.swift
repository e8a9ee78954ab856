import Runs

extension RunError {
    /// Reads an error: text, or an object with a code and a message. Empty text is none, and
    /// what has another shape is kept as its JSON.
    static func observed(_ said: Observed<JSONValue>) -> Observed<RunError> {
        guard let value = said.value else { return said.map { _ in RunError(message: nil) } }
        if let text = value.scalarText {
            return text.isEmpty ? .null : .value(RunError(message: text))
        }
        let code = value["code"]?.scalarText
        let message = value["message"]?.scalarText
        guard code == nil, message == nil else {
            return .value(RunError(code: code, message: message))
        }
        return .value(RunError(message: JSONWriter.text(of: value)))
    }
}
