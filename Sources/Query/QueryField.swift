import Runs

/// A field of the filter language; the raw value is its name. Parsing, evaluation, help and
/// completion derive from `row`: a new field is a case and a row.
package enum QueryField: String, CaseIterable, Hashable, Sendable {
    case status
    case provider
    case source
    /// The pipeline's name or identifier.
    case pipeline
    /// What set the run off.
    case trigger
    /// The type of the deciding event.
    case event
    /// The reason for a failure.
    case error
    case http
    /// The logged call.
    case request
    case duration
    case attempt
    /// The earliest start.
    case since
    /// The latest start.
    case until
    case id
    /// Which fields have a value.
    case has
    /// Values in the metadata.
    case meta

    /// The properties of a field.
    package struct Row: Sendable {
        /// A phrase for help.
        package let help: String
        package let example: String
        let kind: Kind

        init(_ kind: Kind, _ help: String, _ example: String) {
            self.help = help
            self.example = example
            self.kind = kind
        }
    }

    /// Passes texts of a run to a test until one passes.
    typealias Texts = @Sendable (Run, (String) -> Bool) -> Bool

    /// The type of a field's values and how to read them from a run.
    enum Kind: Sendable {
        /// A status, complete or with `*`.
        case status
        /// A text that matches completely, or with `*`.
        case name(Texts)
        /// A text that matches in part, or completely with `*`.
        case text(Texts)
        /// A whole number, compared.
        case number(@Sendable (Run) -> Int?)
        /// A duration, compared.
        case duration
        case since
        case until
        case presence
        /// A value in the metadata; a path follows the field's name.
        case metadata
    }

    /// The properties of the field.
    package var row: Row {
        switch self {
        case .status:
            Row(.status, "its status", "status:failed,running")
        case .provider:
            Row(.name { $1($0.provider.rawValue) }, "the kind of API", "provider:well")
        case .source:
            Row(.name { $1($0.source.text) }, "the source's name", "source:prod*")
        case .pipeline:
            Row(.text(Self.pipelineTexts), "the pipeline's name or id", "pipeline:\"Mercury bank\"")
        case .trigger:
            Row(.text { $0.trigger.map($1) ?? false }, "what triggered it", "trigger:manual")
        case .event:
            Row(.text { $0.event.map($1) ?? false }, "the event's type", "event:auth.*")
        case .error:
            Row(.text { $0.hasErrorText(where: $1) }, "why it failed", "error:/time(d )?out/")
        case .http:
            Row(.number { $0.httpStatus }, "the HTTP status", "http:>=500")
        case .request:
            Row(.text { $0.request.map($1) ?? false }, "the logged call", "request:\"POST /api\"")
        case .duration:
            Row(.duration, "how long it took or has been running", "duration:>60s")
        case .attempt:
            Row(.number { $0.attempt }, "which attempt it was", "attempt:>1")
        case .since:
            Row(.since, "started then or later: an age or a time", "since:2h")
        case .until:
            Row(.until, "started then or earlier: an age or a time", "until:2026-11-20T10:00Z")
        case .id:
            Row(.name { $1($0.id.text) }, "the provider's id of the run", "id:5c6d*")
        case .has:
            Row(.presence, "the field has a value", "has:error")
        case .meta:
            Row(.metadata, "a value in the metadata", "meta.records_synced:0")
        }
    }

    /// The name as typed before a value: `status:`, or `meta.` before a path.
    package var prefix: String {
        if case .metadata = row.kind { return rawValue + "." }
        return rawValue + ":"
    }

    /// Whether a name is a field's, or begins the path of a metadata value.
    static func isKnown(_ name: String) -> Bool {
        let name = name.lowercased()
        return QueryField(rawValue: name) != nil || name.hasPrefix(QueryField.meta.prefix)
    }

    /// The field names near a mistyped one.
    static func nearest(to name: String) -> [String] {
        EditDistance.nearest(to: name, among: allCases.map(\.rawValue))
    }

    /// The name before the `!` of `!=`; nil without it.
    static func negatedName(_ name: String, before sign: Character?) -> String? {
        guard sign == "=", name.last == "!" else { return nil }
        let plain = String(name.dropLast())
        return isKnown(plain) ? plain : nil
    }

    private static let pipelineTexts: Texts = { run, holds in
        guard let pipeline = run.pipeline else { return false }
        return holds(pipeline.label) || holds(pipeline.id.text)
    }

    /// The texts that a bare word is searched in: pipeline, source, error, event, request and id.
    static let anyTexts: Texts = { run, holds in
        if let pipeline = run.pipeline, holds(pipeline.label) { return true }
        if holds(run.source.text) || run.hasErrorText(where: holds) { return true }
        if let event = run.event, holds(event) { return true }
        if let request = run.request, holds(request) { return true }
        return holds(run.id.text)
    }
}
