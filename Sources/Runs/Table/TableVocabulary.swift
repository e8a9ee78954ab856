extension RunTable {
    /// The labels of all pipelines that were told of, some of which may have no runs.
    package var pipelineLabels: some Sequence<String> {
        (0..<UInt32(truncatingIfNeeded: texts.pipelines.last)).lazy.compactMap { [texts] code in
            texts.pipeline(code + 1)?.label
        }
    }

    /// The pipelines whose names are known, by source.
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

    /// What sets runs off, each once or more.
    package var triggers: some Sequence<String> {
        origins.lazy.compactMap(\.trigger)
    }

    /// The types of the events that decided how runs stand, each once or more.
    package var events: some Sequence<String> {
        origins.lazy.compactMap(\.event)
    }

    private var origins: [OriginEntry] {
        (0..<UInt32(truncatingIfNeeded: texts.origins.last)).compactMap { texts.origins[$0 + 1] }
    }
}
