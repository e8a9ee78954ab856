import Terminal

@testable import RunTable
@testable import Runs
@testable import TUI

/// Runs, sources and states that the tests of the interface share.
enum RunFixtures {
    static let wellSource = SourceName("well-prod")
    static let polytomicSource = SourceName("warehouse")
    /// 2026-06-07T14:32:07Z
    static let now = Timestamp(milliseconds: 1_780_842_727_000)

    /// A record that was seen now.
    static func record(
        _ id: String, source: SourceName = wellSource, status: RunStatus, secondsAgo: Int64,
        pipeline: String = "mercury", change: (inout RunObservation) -> Void = { _ in }
    ) -> RunRecord {
        let began = now.advanced(byMilliseconds: -secondsAgo * 1_000)
        var seen = RunObservation(id: RunID(id), asOf: began, status: status)
        seen.pipeline = .value(PipelineID(pipeline))
        seen.startedAt = .value(began)
        change(&seen)
        return RunRecord(
            seen, source: source, provider: source == wellSource ? .well : .polytomic,
            seenAt: now)
    }

    /// One run of every status, newest first by their ids.
    static let records: [RunRecord] = [
        record("r01", status: .queued, secondsAgo: 2) { $0.trigger = .value("cloud_task") },
        record("r02", status: .running, secondsAgo: 9, pipeline: "stripe") {
            $0.trigger = .value("manual")
        },
        record("r03", status: .failed, secondsAgo: 60) {
            $0.trigger = .value("cloud_task")
            $0.duration = .value(42_000)
            $0.finishedAt = .value(now.advanced(byMilliseconds: -18_000))
            $0.error = .value(RunError(message: "AUTH_EXPIRED: token was revoked by its owner"))
            $0.related = [RelatedID(key: "cloud_task_id", value: "task_0607_1431")]
            $0.metadata = .value(
                .object([
                    JSONValue.Member("records_synced", .number("0")),
                    JSONValue.Member(
                        "retry",
                        .object([
                            JSONValue.Member("allowed", .bool(true)),
                            JSONValue.Member("after", .null),
                        ])),
                    JSONValue.Member("tables", .array([.string("accounts"), .string("bills")])),
                ]))
        },
        record("r04", source: polytomicSource, status: .warning, secondsAgo: 300, pipeline: "s1") {
            $0.duration = .value(61_000)
        },
        record(
            "r05", source: polytomicSource, status: .succeeded, secondsAgo: 4_000, pipeline: "s1"
        ) { $0.duration = .value(1_200) },
        record("r06", status: .skipped, secondsAgo: 5_000) {
            $0.metadata = .value(
                .object([JSONValue.Member("skip_reason", .string("daily_cap_reached"))]))
        },
        record(
            "r07", source: polytomicSource, status: .cancelled, secondsAgo: 90_000, pipeline: "s1"),
        record("r08", source: polytomicSource, status: .info, secondsAgo: 91_000) {
            $0.pipeline = .null
            $0.event = .value("user.login")
        },
        record("r09", status: .unknown, secondsAgo: 92_000) { $0.rawStatus = .value("paused") },
        record("r10", source: polytomicSource, status: .failed, secondsAgo: 93_000, pipeline: "s1")
        {
            $0.error = .value(RunError(code: "E42", message: "could not write"))
        },
    ]

    static let names: [SourceName: [Pipeline]] = [
        wellSource: [
            Pipeline(id: PipelineID("mercury"), name: "Mercury bank feed"),
            Pipeline(id: PipelineID("stripe"), name: "Stripe payouts"),
        ],
        polytomicSource: [Pipeline(id: PipelineID("s1"), name: "Accounts → Salesforce")],
    ]

    /// A table that holds records and the names of their pipelines.
    static func table(_ records: [RunRecord] = records) -> RunTable {
        var table = RunTable()
        for source in [wellSource, polytomicSource] {
            _ = table.merge(
                RunBatch(
                    source: source, records: records.filter { $0.key.source == source },
                    pipelines: names[source] ?? []))
        }
        return table
    }

    /// A source that was read three seconds ago.
    static func health(
        _ name: SourceName, _ change: (inout SourceHealth) -> Void = { _ in }
    ) -> SourceHealth {
        var health = SourceHealth(
            name: name, provider: name == wellSource ? .well : .polytomic)
        health.activity = .waiting
        health.lastSuccess = now.advanced(byMilliseconds: -3_000)
        health.isBackfilled = true
        change(&health)
        return health
    }

    static let healthySources = [health(wellSource), health(polytomicSource)]

    /// A state that shows a table.
    static func state(
        columns: Int = 80, rows: Int = 24, table: RunTable = table(),
        sources: [SourceHealth] = healthySources, glyphs: Glyphs = .unicode
    ) -> State {
        var state = State(
            size: Size(columns: columns, rows: rows), now: now, glyphs: glyphs,
            setup: Setup(clock: .utc))
        state.receive(.snapshot(MonitorSnapshot(table: table, sources: sources)))
        return state
    }
}

extension State {
    /// Takes a message in and answers what it asks of the table, as the application does.
    ///
    /// - Returns: What is left to be done outside.
    @discardableResult
    mutating func receive(_ message: Message) -> [Effect] {
        var left: [Effect] = []
        for effect in update(&self, message) {
            if effect == .list {
                guard let listing = shownTable?.listing(runs.request, now: shownMoment)
                else { continue }
                left += receive(.listed(listing))
                left += receive(digestsOf: listing.table)
            } else if case .findRelatedRuns(let key) = effect {
                guard let relatedRuns = runs.listing.table.relatedRuns(of: key) else { continue }
                left += receive(.relatedRuns(relatedRuns))
            } else {
                left.append(effect)
            }
        }
        return left
    }

    /// Takes in what its view lists in place of runs.
    private mutating func receive(digestsOf table: RunTable) -> [Effect] {
        var memory = ListingCache()
        let query = runs.request.query
        switch view {
        case .runs, .sources: return []
        case .pipelines:
            let found = memory.pipelines(of: table, answering: query, now: shownMoment)
            return receive(.pipelines(found ?? [], answering: query))
        case .errors:
            let found = memory.errors(of: table, answering: query, now: shownMoment)
            return receive(.errors(found ?? [], answering: query))
        }
    }

    /// Takes in a snapshot in which one more record was merged.
    mutating func hold(_ record: RunRecord) {
        var table = snapshot?.table ?? RunTable()
        _ = table.merge(RunBatch(source: record.key.source, records: [record]))
        receive(.snapshot(MonitorSnapshot(table: table, sources: snapshot?.sources ?? [])))
    }

    /// Presses keys one after the other.
    @discardableResult
    mutating func press(_ keys: KeyEvent...) -> [Effect] {
        keys.flatMap { receive(.input(.key($0))) }
    }

    /// Types a text.
    mutating func type(_ text: String) {
        for character in text { press(.character(character)) }
    }

    /// The rows of the screen as text.
    func screen(_ theme: Theme = FrameTheme.theme) -> [String] {
        frame(theme).lines
    }

    /// The screen.
    func frame(_ theme: Theme = FrameTheme.theme) -> Frame {
        var frame = Frame(size: size)
        render(self, theme: theme, into: &frame)
        return frame
    }
}
