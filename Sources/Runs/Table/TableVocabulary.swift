extension RunTable {
    /// The labels of all pipelines that were told of, some of which may have no runs.
    package var pipelineLabels: some Sequence<String> {
        (0..<UInt32(truncatingIfNeeded: texts.pipelines.last)).lazy.compactMap { [texts] code in
            texts.pipeline(code + 1)?.label
        }
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
