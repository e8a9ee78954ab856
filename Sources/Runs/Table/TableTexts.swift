/// The texts of a table, each held once: the columns refer to them by number.
struct TableTexts: Sendable {
    private(set) var sources = Interned<SourceName>()
    private(set) var pipelines = Interned<PipelineEntry>()
    private(set) var origins = Interned<OriginEntry>()
    private(set) var requests = InternedTexts()
    /// Reasons in one line.
    private(set) var lines = InternedTexts()
    private(set) var reasons = Interned<ReasonEntry>()
    private(set) var jobs = Interned<JobEntry>()
    /// How often a pipeline took on another name.
    private(set) var renamings = 0

    /// The kind of API of each source, by its number.
    private var providers: [ProviderKind?] = [nil]
    /// The name of each pipeline, by its number.
    private var names = [String?](repeating: nil, count: 1)

    // MARK: From texts to numbers

    func code(of source: SourceName) -> UInt16? {
        sources.code(of: source).map { UInt16(truncatingIfNeeded: $0) }
    }

    mutating func intern(_ source: SourceName) -> UInt16 {
        let code = sources.intern(source)
        while providers.count <= code { providers.append(nil) }
        return UInt16(truncatingIfNeeded: code)
    }

    mutating func intern(_ id: PipelineID, of source: UInt16) -> UInt32 {
        let code = pipelines.intern(PipelineEntry(source: source, id: id))
        while names.count <= code { names.append(nil) }
        return code
    }

    /// Numbers all texts of a run.
    mutating func values(of run: Run) -> RowValues {
        let source = intern(run.source)
        providers[Int(source)] = run.provider
        let isReasonless = run.error == nil && run.reason == nil
        return RowValues(
            time: run.sortTime.milliseconds, end: run.finishedAt?.milliseconds,
            duration: run.duration, attempt: run.attempt, httpStatus: run.httpStatus,
            status: run.status, marks: RowMarks(run), source: source,
            pipeline: run.pipeline.map { intern($0.id, of: source) } ?? 0,
            origin: run.trigger == nil && run.event == nil
                ? 0 : origins.intern(OriginEntry(trigger: run.trigger, event: run.event)),
            request: requests.intern(run.request),
            reason: isReasonless
                ? 0 : reasons.intern(ReasonEntry(error: run.error, line: lines.intern(run.reason))),
            job: jobs.intern(run.job.map { JobEntry(source: source, job: $0) }),
            place: run.listPlace)
    }

    /// Notes names, and returns the pipelines whose name is a new one.
    mutating func learn(_ named: [Pipeline], of source: SourceName) -> [UInt32] {
        var renamed: [UInt32] = []
        for pipeline in named {
            guard let name = pipeline.name else { continue }
            let code = intern(pipeline.id, of: intern(source))
            guard names[Int(code)] != name else { continue }
            names[Int(code)] = name
            renamed.append(code)
        }
        if !renamed.isEmpty { renamings += 1 }
        return renamed
    }

    // MARK: From numbers to texts

    func source(_ code: UInt16) -> SourceName { sources[UInt32(code)] ?? SourceName("") }

    func provider(of source: UInt16) -> ProviderKind? { providers[Int(source)] }

    func name(of pipeline: PipelineID, in source: SourceName) -> String? {
        guard let source = code(of: source),
            let code = pipelines.code(of: PipelineEntry(source: source, id: pipeline))
        else { return nil }
        return names[Int(code)]
    }

    func pipeline(_ code: UInt32) -> Pipeline? {
        pipelines[code].map { Pipeline(id: $0.id, name: names[Int(code)]) }
    }
}
