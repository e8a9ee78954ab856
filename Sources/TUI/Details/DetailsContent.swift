import Runs
import RunTable
import Terminal

/// The lines of the details of a run, tab by tab.
struct DetailsContent {
    let run: Run
    /// What other runs have to do with it; nil until that is found out.
    let kin: RelatedRuns?
    let details: DetailsState
    let now: Timestamp
    let times: ShownTimes
    let glyphs: Glyphs
    /// The width to wrap to, in columns.
    let width: Int
    /// The address of its page in the provider's own interface, where there is one.
    let page: String?

    /// The lines of the tab that is shown.
    var lines: [StyledLine] {
        switch details.tab {
        case .overview: OverviewFields(content: self).lines
        case .error: ErrorLines(content: self).lines
        case .metadata: metadata.map(\.line)
        case .history: history?.lines ?? [reading]
        case .raw: raw
        }
    }

    /// The lines of the metadata, each with the node that it belongs to.
    var metadata: [MetadataTree.Row] {
        guard !run.isSummary else { return [MetadataTree.Row(line: reading, node: 0)] }
        return MetadataTree(run.metadata, folded: details.folded).rows(width: width, glyphs: glyphs)
    }

    /// The chart of its pipeline's runs; nil until they are found.
    var history: HistoryChart? {
        kin.map {
            HistoryChart(
                kin: $0, run: run, now: now, times: times, glyphs: glyphs, width: width)
        }
    }

    private var raw: [StyledLine] {
        guard !run.isSummary else { return [reading] }
        let note =
            "the run as it is kept: what \(run.provider.rawValue) said of it, under the names of "
            + "`--format json`, its metadata as they came"
        let json = JSONLines(RunJSON.value(of: run), width: width)
        return DisplayWidth.wrap(note, to: max(1, width)).map { [Span($0, .textMuted)] }
            + [[]] + json.lines + (json.isCut ? [MetadataTree.rest(glyphs)] : [])
    }

    private var reading: StyledLine { [Span("reading" + glyphs.ellipsis, .textMuted)] }
}
