package import Runs

/// The distinct texts of a table; the columns refer to them by code.
struct TableTexts: Sendable {
    private(set) var sources = Interned<SourceName>()
    private(set) var pipelines = Interned<PipelineEntry>()
    private(set) var origins = Interned<OriginEntry>()
    private(set) var requests = InternedTexts()
    /// Reasons on one line.
    private(set) var lines = InternedTexts()
    private(set) var reasons = Interned<ReasonEntry>()
    private(set) var jobs = Interned<JobEntry>()
    /// Counts changed names of pipelines and kinds of sources.
    private(set) var renamings = 0

    /// The approximate size of the texts in bytes.
    var bytes: Int {
        sources.bytes + pipelines.bytes + origins.bytes + requests.bytes + lines.bytes
            + reasons.bytes + jobs.bytes + nameBytes
    }

    /// The bytes of all pipeline names so far.
    private var nameBytes = 0
    /// The kind of API of each source, by code.
    private var providers: [ProviderKind?] = [nil]
    /// The name of each pipeline, by code.
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

    /// Assigns codes to all texts of a run.
    mutating func values(of run: Run) -> RowValues {
        let source = intern(run.source)
        setProvider(run.provider, of: source)
        let context = context(
            pipeline: run.pipeline?.id.text, trigger: run.trigger, event: run.event,
            request: run.request, source)
        return RowValues(
            time: run.sortTime.milliseconds, end: run.finishedAt?.milliseconds,
            duration: run.duration, attempt: run.attempt, httpStatus: run.httpStatus,
            status: run.status, marks: RowMarks(run), source: source, pipeline: context.pipeline,
            origin: context.origin, request: context.request,
            reason: reason(run.error, line: run.reason, run.cutFingerprint),
            job: job(run.job, of: source), place: run.listPlace)
    }

    /// Records the kind of API of a source, known from its first run on.
    mutating func setProvider(_ provider: ProviderKind, of source: UInt16) {
        guard providers[Int(source)] != provider else { return }
        providers[Int(source)] = provider
        renamings += 1
    }

    /// Assigns codes to the texts that many runs share.
    mutating func context(
        pipeline: String?, trigger: String?, event: String?, request: String?, _ source: UInt16
    ) -> TableLoading.ContextCodes {
        let origin = OriginEntry(trigger: ListedText.of(trigger), event: ListedText.of(event))
        return TableLoading.ContextCodes(
            pipeline: pipeline.map { intern(PipelineID($0), of: source) } ?? 0,
            origin: trigger == nil && event == nil ? 0 : origins.intern(origin),
            request: requests.intern(ListedText.of(request)))
    }

    mutating func reason(
        _ error: RunError?, line: String?, _ fingerprint: Fingerprint? = nil
    ) -> UInt32 {
        guard error != nil || line != nil else { return 0 }
        // Histories contain blank lines from before these counted as none.
        let code = lines.intern(RunError.shown(ListedText.of(line)))
        let listed = error.map { error in
            let message = ListedText.of(error.message)
            // One text in memory for all with the same beginning.
            return RunError(
                code: ListedText.of(error.code),
                message: message == lines[code] ? lines[code] : message)
        }
        return reasons.intern(ReasonEntry(error: listed, line: code, fingerprint: fingerprint))
    }

    mutating func job(_ job: String?, of source: UInt16) -> UInt32 {
        jobs.intern(job.map { JobEntry(source: source, job: $0) })
    }

    /// Records names, and returns the pipelines whose name is new.
    mutating func setNames(_ named: [Pipeline], of source: SourceName) -> [UInt32] {
        var renamed: [UInt32] = []
        for pipeline in named {
            guard let name = pipeline.name else { continue }
            let code = intern(pipeline.id, of: intern(source))
            guard names[Int(code)] != name else { continue }
            names[Int(code)] = name
            nameBytes += name.utf8.count
            renamed.append(code)
        }
        if !renamed.isEmpty { renamings += 1 }
        return renamed
    }

    // MARK: From one table to another

    /// The sources and pipelines with their codes, without texts of single runs.
    var ofPipelines: TableTexts {
        var texts = TableTexts()
        texts.sources = sources
        texts.pipelines = pipelines
        texts.renamings = renamings
        texts.providers = providers
        texts.names = names
        texts.nameBytes = nameBytes
        return texts
    }

    /// Converts a row's codes from another table, which has the same sources and pipelines.
    mutating func recode(_ values: RowValues, from other: TableTexts) -> RowValues {
        var values = values
        values.origin = origins.intern(other.origins[values.origin])
        values.request = requests.intern(other.requests[values.request])
        values.job = jobs.intern(other.jobs[values.job])
        let entry = other.reasons[values.reason]
        values.reason = reason(
            entry?.error, line: entry.flatMap { other.lines[$0.line] }, entry?.fingerprint)
        return values
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

extension RunTable {
    /// The labels of all known pipelines, some of which may have no runs.
    package var pipelineLabels: some Sequence<String> {
        (0..<UInt32(truncatingIfNeeded: texts.pipelines.last)).lazy.compactMap { [texts] code in
            texts.pipeline(code + 1)?.label
        }
    }

    /// The pipelines with known names, by source.
    package var namedPipelines: [SourceName: [Pipeline]] {
        var named: [SourceName: [Pipeline]] = [:]
        for code in 0..<UInt32(truncatingIfNeeded: texts.pipelines.last) {
            guard let entry = texts.pipelines[code + 1], let pipeline = texts.pipeline(code + 1),
                pipeline.name != nil
            else { continue }
            named[texts.source(entry.source), default: []].append(pipeline)
        }
        return named
    }

    /// The triggers of runs, perhaps repeated.
    package var triggers: some Sequence<String> {
        origins.lazy.compactMap(\.trigger)
    }

    /// The types of deciding events, perhaps repeated.
    package var events: some Sequence<String> {
        origins.lazy.compactMap(\.event)
    }

    private var origins: [OriginEntry] {
        (0..<UInt32(truncatingIfNeeded: texts.origins.last)).compactMap { texts.origins[$0 + 1] }
    }
}
