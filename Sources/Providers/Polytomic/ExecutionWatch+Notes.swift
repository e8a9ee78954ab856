import Runs

extension ExecutionWatch {
    /// Reads what `notes` wrote; anything else is nothing awaited.
    init(notes: JSONValue?) {
        for member in notes?["awaited"]?.members ?? [] {
            awaited[member.key] = Awaited(notes: member.value)
        }
        ended = notes?["ended"]?.times ?? [:]
        closed = (notes?["closed"]?.elements ?? []).compactMap(\.string)
        for row in notes?["durations"]?.elements ?? [] {
            guard let sync = SyncReference(notes: row) else { continue }
            durations[sync] = row["ms"]?.elements?.compactMap(\.integer)
        }
    }

    /// The watch as JSON.
    var notes: JSONValue {
        .object([
            .init(
                "awaited",
                .object(awaited.sorted { $0.key < $1.key }.map { .init($0.key, $0.value.notes) })),
            .init("ended", .times(ended)),
            .init("closed", .array(closed.map(JSONValue.string))),
            .init(
                "durations",
                .array(
                    durations.sorted { $0.key.id < $1.key.id }.map { sync, known in
                        .object(sync.notes + [.init("ms", .array(known.map(JSONValue.integer)))])
                    })),
        ])
    }
}

extension ExecutionWatch.Awaited {
    fileprivate init?(notes: JSONValue) {
        guard let sync = SyncReference(notes: notes), let began = notes.time("began") else {
            return nil
        }
        self.init(sync: sync, began: began)
        asked = Int(min(max(notes["asked"]?.integer ?? 0, 0), 1_000))
        next = notes.time("next")
        sign = notes["sign"]?.string
        unchanged = Int(min(max(notes["unchanged"]?.integer ?? 0, 0), 1_000))
    }

    fileprivate var notes: JSONValue {
        .object(
            sync.notes + [
                .init("began", .time(began)),
                .init("asked", .integer(asked)),
                .init("next", .time(next)),
                .init("sign", sign.map(JSONValue.string) ?? .null),
                .init("unchanged", .integer(unchanged)),
            ])
    }
}

extension SyncReference {
    /// Reads a sync from a provider's notes.
    init?(notes: JSONValue) {
        guard let id = notes["sync"]?.string,
            let kind = notes["kind"]?.string.flatMap(Kind.init(rawValue:))
        else { return nil }
        self.init(id: PipelineID(id), kind: kind)
    }

    /// The sync as members of an object.
    var notes: [JSONValue.Member] {
        [.init("sync", .string(id.text)), .init("kind", .string(kind.rawValue))]
    }
}

extension Inquiry {
    /// Reads what `notes` wrote; nil where there is nothing to ask.
    init?(notes: JSONValue?) {
        guard let planned = notes?.time("planned") else { return nil }
        self.init(
            planned: planned,
            questions: (notes?["questions"]?.elements ?? []).compactMap(ExecutionQuestion.init))
        guard !questions.isEmpty else { return nil }
    }

    /// The inquiry as JSON.
    var notes: JSONValue {
        .object([
            .init("planned", .time(planned)),
            .init("questions", .array(questions.map(\.notes))),
        ])
    }
}

extension ExecutionQuestion {
    fileprivate init?(notes: JSONValue) {
        guard let sync = SyncReference(notes: notes) else { return nil }
        self.init(
            sync: sync, executions: (notes["executions"]?.elements ?? []).compactMap(\.string))
        token = notes["token"]?.string
        pages = Int(min(max(notes["pages"]?.integer ?? 0, 0), 1_000))
        guard !executions.isEmpty else { return nil }
    }

    fileprivate var notes: JSONValue {
        .object(
            sync.notes + [
                .init("executions", .array(executions.map(JSONValue.string))),
                .init("token", token.map(JSONValue.string) ?? .null),
                .init("pages", .integer(pages)),
            ])
    }
}
