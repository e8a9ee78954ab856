/// Writes runs as JSON, one object a line, with every key always present.
package enum RunJSON {
    /// Writes a run on one line without a line break. Keeps all of the provider's text and escapes
    /// controls and format characters.
    package static func text(of run: Run) -> String { JSONWriter.text(of: value(of: run)) }

    /// Makes the JSON object of a run.
    package static func value(of run: Run) -> JSONValue {
        object([
            ("source", .string(run.source.text)),
            ("provider", .string(run.provider.rawValue)),
            ("id", .string(run.id.text)),
            ("pipeline", run.pipeline.map(pipeline) ?? .null),
            ("status", .string(run.status.rawValue)),
            ("raw_status", string(run.rawStatus)),
            ("trigger", string(run.trigger)),
            ("started_at", time(run.shownStart)),
            ("finished_at", time(run.finishedAt)),
            ("duration_ms", integer(run.duration)),
            ("attempt", integer(run.attempt)),
            ("http_status", integer(run.httpStatus)),
            ("request", string(run.request)),
            ("request_id", string(run.requestID)),
            ("event", string(run.event)),
            ("error", run.error.map(error) ?? .null),
            ("metadata", run.metadata ?? .null),
            ("related", related(run.related)),
            ("time_source", .string(run.timeSource.rawValue)),
        ])
    }

    /// Makes the object of related identifiers, empty if there are none.
    static func related(_ ids: [RelatedID]) -> JSONValue {
        object(ids.map { ($0.key, .string($0.value)) })
    }

    private static func object(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(members.map { JSONValue.Member($0.0, $0.1) })
    }

    private static func pipeline(_ pipeline: Pipeline) -> JSONValue {
        object([("id", .string(pipeline.id.text)), ("name", .string(pipeline.label))])
    }

    private static func error(_ error: RunError) -> JSONValue {
        object([("code", string(error.code)), ("message", string(error.message))])
    }

    private static func string(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }

    private static func integer(_ value: (some BinaryInteger)?) -> JSONValue {
        value.map { .integer($0) } ?? .null
    }

    private static func time(_ time: Timestamp?) -> JSONValue { string(time?.rfc3339) }
}

extension Run {
    /// The start to display: if the provider gave no time, the moment the run was first seen.
    package var shownStart: Timestamp? {
        timeSource == .firstSeen ? startedAt ?? firstSeen : startedAt
    }
}
