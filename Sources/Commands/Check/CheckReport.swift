import Providers
import OperatingSystem
import Engine
package import Logging
package import Runs
import RunTable
import Terminal
package import TUI

/// The output of `synctop check`, and its exit status.
package struct CheckReport: Sendable {
    /// The formats of the output.
    package enum Format: String, CaseIterable, Sendable {
        case table
        case json
    }

    private let findings: [SourceFinding]
    private let clock: ZonedClock
    private let now: Timestamp

    /// Creates a report.
    package init(
        _ findings: [SourceFinding], clock: ZonedClock = .utc, now: Timestamp = SystemClock().now
    ) {
        self.findings = findings
        self.clock = clock
        self.now = now
    }

    /// Checks the sources of a composition, and prints the findings. Returns the exit status.
    /// - Throws: An error about an unusable address or standard output.
    package static func print(
        _ composition: Composition, format: Format, logLevel: Logger.Level?
    ) async throws(CommandError) -> ExitStatus {
        let log = ProgramLog.headless(level: logLevel, file: composition.logFile)
        let report = CheckReport(
            try await SourceCheck().check(composition, log: log), clock: composition.clock)
        try StandardOutput.print(report.lines(format, glyphs: .standard()))
        return report.status
    }

    /// Returns the findings in a format, a line each.
    package func lines(_ format: Format, glyphs: Glyphs) -> [String] {
        switch format {
        case .table: lines(glyphs: glyphs)
        case .json: json
        }
    }

    /// The exit status.
    package var status: ExitStatus {
        findings.allSatisfy(\.works) ? .fine : .matched
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
                + SafeText.line(finding.sentence(clock, at: now)).text
        }
    }

    private var json: [String] {
        let objects = findings.map { JSONWriter.text(of: $0.json(clock, at: now)) }
        return ["["] + objects.dropLast().map { $0 + "," } + objects.suffix(1) + ["]"]
    }
}

extension SourceFinding {
    fileprivate var works: Bool {
        switch outcome {
        case .works: true
        case .lacks, .refuses, .rejects, .lacksTimes, .fails: false
        }
    }

    /// The status whose sign begins the line.
    fileprivate var status: RunStatus {
        switch outcome {
        case .works(pipelines: 1..., namesRefused: nil):
            isClockOff || !gaps.isEmpty ? .warning : .succeeded
        case .works, .fails(.held): .warning
        case .lacks, .refuses, .rejects, .lacksTimes, .fails: .failed
        }
    }

    private var isClockOff: Bool { clockLead.map { abs($0) >= ClockDeviation.tolerance } ?? false }

    fileprivate func sentence(_ clock: ZonedClock, at now: Timestamp) -> String {
        let sentence = finding(clock, at: now) + loss
        guard isClockOff, let clockLead else { return sentence }
        let side = clockLead > 0 ? "ahead of" : "behind"
        return sentence
            + "; this machine's clock is \(RunDuration.rounded(abs(clockLead))) \(side) the "
            + "provider's: set it, because times and filters depend on it"
    }

    private func finding(_ clock: ZonedClock, at now: Timestamp) -> String {
        switch outcome {
        case .works(let count, nil):
            switch count {
            case 0:
                "runs can be read, there is no pipeline yet"
                    + (scope.isEmpty ? "" : " (check \(scope.joined(separator: " and ")))")
                    + speed
            case 1: "1 pipeline" + speed
            default: "\(count) pipelines" + speed
            }
        case .works(_, let refusal?):
            "runs can be read, but not the list of \(provider.pipelineNoun), so they have no "
                + "names: "
                + ProblemText.finding(refusal, needing: "read \(provider.pipelineList)", at: now)
        case .lacks(let missing): missing.sentence
        case .refuses(let refusals): Self.sentence(of: refusals)
        case .rejects(let rows): Self.sentence(of: rows)
        case .lacksTimes(let times): Self.sentence(of: times)
        case .fails(.held(let hold)): "not called: " + ThrottleText.sentence(hold, clock, at: now)
        case .fails(let error): ProblemText.finding(error, scope: scope, at: now)
        }
    }

    /// The lost periods, as the end of a sentence.
    private var loss: String {
        guard let first = gaps.first else { return "" }
        let rest =
            switch gaps.count {
            case 1: ""
            case 2: "; 1 other period is lost too"
            default: "; \(gaps.count - 1) other periods are lost too"
            }
        return "; \(first.sentence)\(rest)"
    }

    /// The latency, as the end of a sentence.
    private var speed: String { latency.map { "; \($0) ms" } ?? "" }

    private static func sentence(of refusals: [PipelineRefusal]) -> String {
        let named = refusals.prefix(MissingPipelines.mostNamed).map(\.pipeline.text)
        let rest = refusals.count - named.count
        return "runs can be read, but not those of " + named.joined(separator: ", ")
            + (rest > 0 ? " and \(rest) more" : "")
            + (refusals.first.map { ": " + ProblemText.sentence($0) } ?? "")
    }

    private static func sentence(of times: [UnreadableTime]) -> String {
        guard let last = times.last else { return "runs can be read" }
        let example = "\(last.field) of run \(last.id.text)"
        let fields = times.count == 1 ? "1 time field is" : "\(times.count) time fields are"
        return "runs can be read, but \(fields) unreadable"
            + (times.count == 1 ? ": " : ", such as ") + example
    }

    private static func sentence(of rows: [RejectedRow]) -> String {
        guard let last = rows.last else { return "runs can be read" }
        let id = SafeText.words(last.id).map { " \($0)" } ?? ""
        let count = rows.count == 1 ? "row" : "\(rows.count) rows, the last of them"
        return "runs can be read, but not the \(count)\(id)"
            + (last.field.map { " for its \($0)" }
                ?? ", which is not a valid JSON object, is too large or is nested too deeply")
    }

    /// The finding as JSON; every key is always present.
    fileprivate func json(_ clock: ZonedClock, at now: Timestamp) -> JSONValue {
        let sentence = sentence(clock, at: now)
        var pipelines = JSONValue.null
        var problem = JSONValue.null
        switch outcome {
        case .works(let count, let refusal):
            pipelines = .integer(count)
            let kind = !gaps.isEmpty ? "gap" : isClockOff ? "clock" : nil
            problem =
                refusal.map(\.json) ?? kind.map { .problem($0, message: sentence) } ?? .null
        case .lacks: problem = .problem("missing", message: sentence)
        case .refuses(let refusals):
            problem =
                refusals.first?.problem.map { ProviderError.refused($0).json }
                ?? .problem("refused", message: sentence)
        case .rejects, .lacksTimes: problem = .problem("rejected", message: sentence)
        case .fails(let error): problem = error.json
        }
        return .object([
            .init("source", .string(source.text)),
            .init("provider", .string(provider.rawValue)),
            .init("ok", .bool(works)),
            .init("pipelines", pipelines),
            .init("latency_ms", latency.map(JSONValue.integer) ?? .null),
            .init("clock_lead_ms", clockLead.map(JSONValue.integer) ?? .null),
            .init("problem", problem),
            .init("summary", .string(sentence)),
        ])
    }
}

extension MissingPipelines {
    /// The most pipelines that a sentence names.
    fileprivate static let mostNamed = 10

    fileprivate var sentence: String {
        let noun = key.hasSuffix("s") ? String(key.dropLast()) : key
        let quoted = ids.map { "\"\($0)\"" }.joined(separator: ", ")
        let plural = ids.count == 1 ? "" : "s"
        let start = "no \(noun)\(plural) \(quoted) in this account; "
        guard !known.isEmpty else { return start + "check \(key)" }
        let others = known.prefix(Self.mostNamed).map { pipeline in
            pipeline.id.text + (SafeText.words(pipeline.name).map { " (\($0))" } ?? "")
        }
        let rest = known.count - others.count
        return start + "there are: " + others.joined(separator: ", ")
            + (rest > 0 ? " and \(rest) more" : "")
    }
}

extension ProviderKind {
    private var description: ProviderDescription? {
        ProviderRegistry.registration(of: self)?.description
    }

    fileprivate var pipelineNoun: String { description?.pipelineNoun ?? "pipelines" }

    /// The noun and the path of the list of its pipelines.
    fileprivate var pipelineList: String {
        "\(pipelineNoun) (GET \(description?.pipelinePath ?? ""))"
    }
}

extension JSONValue {
    /// A problem as JSON; every key is always present.
    fileprivate static func problem(
        _ kind: String, message: String?, of answer: APIProblem? = nil
    ) -> JSONValue {
        func text(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
        let ids = SupportID.Kind.allCases.map { kind in
            JSONValue.Member(kind.rawValue, text(answer?.supportID(kind)))
        }
        let members: [JSONValue.Member] = [
            .init("kind", .string(kind)),
            .init("http_status", answer.map { .integer($0.status) } ?? .null),
            .init("code", text(answer?.code)),
            .init("title", text(answer?.title)),
            .init("message", text(message)),
            .init("support_id", text(answer?.supportIDs.first?.text)),
            .init("retry_after_ms", answer?.retryAfter.map(JSONValue.integer) ?? .null),
        ]
        return .object(members + ids)
    }
}

extension ProviderError {
    fileprivate var json: JSONValue {
        guard case .refused(let answer) = self else { return .problem(kind, message: nil) }
        return .problem(kind, message: answer.message ?? answer.title, of: answer)
    }

    private var kind: String {
        switch self {
        case .unreachable: "unreachable"
        case .refused: "refused"
        case .unreadable: "unreadable"
        case .secret: "secret"
        case .cancelled: "cancelled"
        case .held: "held"
        }
    }
}
