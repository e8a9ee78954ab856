import Runs
package import TUI
import Terminal

/// What `synctop check` prints, and how it ends.
package struct CheckReport: Sendable {
    /// The formats that findings can be printed in.
    package enum Format: String, CaseIterable, Sendable {
        case table
        case json
    }

    private let findings: [SourceFinding]

    /// Reports findings.
    package init(_ findings: [SourceFinding]) { self.findings = findings }

    /// Writes the findings in a format, a line for each.
    package func lines(_ format: Format, glyphs: Glyphs) -> [String] {
        switch format {
        case .table: lines(glyphs: glyphs)
        case .json: json
        }
    }

    /// How the program ends.
    package var status: ExitStatus {
        findings.allSatisfy { $0.problem == nil } ? .fine : .matched
    }

    private func lines(glyphs: Glyphs) -> [String] {
        let names = findings.map { SafeText.line($0.source.text).text }
        let width = names.map { DisplayWidth.columns(of: $0) }.max() ?? 0
        let providerWidth = findings.map(\.provider.rawValue.count).max() ?? 0
        return zip(findings, names).map { finding, name in
            let padding = String(repeating: " ", count: width - DisplayWidth.columns(of: name))
            let provider = finding.provider.rawValue
            let gap = String(repeating: " ", count: providerWidth - provider.count)
            return "\(glyphs.status(finding.status))  \(name)\(padding)  \(provider)\(gap)  "
                + SafeText.line(finding.sentence).text
        }
    }

    private var json: [String] {
        let objects = findings.map { JSONWriter.text(of: $0.json) }
        return ["["] + objects.dropLast().map { $0 + "," } + objects.suffix(1) + ["]"]
    }
}

extension SourceFinding {
    /// What keeps it from being read, nil where nothing does.
    fileprivate var problem: ProviderError? {
        guard case .fails(let error) = outcome else { return nil }
        return error
    }

    /// The status whose sign the line begins with.
    fileprivate var status: RunStatus {
        switch outcome {
        case .works(pipelines: 1..., namesRefused: nil): .succeeded
        case .works: .warning
        case .fails: .failed
        }
    }

    fileprivate var sentence: String {
        switch outcome {
        case .works(let count, nil):
            switch count {
            case 0: "runs can be read, there is no pipeline yet; \(latency) ms"
            case 1: "1 pipeline; \(latency) ms"
            default: "\(count) pipelines; \(latency) ms"
            }
        case .works(_, let refusal?):
            "runs can be read, pipelines have no names: \(ProblemText.finding(refusal))"
        case .fails(let error): ProblemText.finding(error)
        }
    }

    /// The finding for programs; every key is always there.
    fileprivate var json: JSONValue {
        var pipelines = JSONValue.null
        var refusal = problem
        if case .works(let count, let reason) = outcome {
            pipelines = .integer(count)
            refusal = reason
        }
        return .object([
            .init("source", .string(source.text)),
            .init("provider", .string(provider.rawValue)),
            .init("ok", .bool(problem == nil)),
            .init("pipelines", pipelines),
            .init("latency_ms", .integer(latency)),
            .init("problem", refusal.map(\.json) ?? .null),
            .init("summary", .string(sentence)),
        ])
    }
}

extension ProviderError {
    fileprivate var json: JSONValue {
        var answer: APIProblem?
        if case .refused(let problem) = self { answer = problem }
        func text(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
        let ids = SupportID.Kind.allCases.map { kind in
            JSONValue.Member(kind.rawValue, text(answer?.supportID(kind)))
        }
        let members: [JSONValue.Member] = [
            .init("kind", .string(kind)),
            .init("http_status", answer.map { .integer($0.status) } ?? .null),
            .init("code", text(answer?.code)),
            .init("title", text(answer?.title)),
            .init("message", text(answer?.message ?? answer?.title)),
            .init("support_id", text(answer?.supportIDs.first?.text)),
            .init("retry_after_ms", retryAfter.map(JSONValue.integer) ?? .null),
        ]
        return .object(members + ids)
    }

    private var kind: String {
        switch self {
        case .unreachable: "unreachable"
        case .refused: "refused"
        case .unreadable: "unreadable"
        case .secret: "secret"
        case .cancelled: "cancelled"
        }
    }
}
