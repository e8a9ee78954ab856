import Runs
import Terminal

struct SourcesState: Sendable {
    var list = TableList<SourceRow>()
    /// The first shown line of the selected source's details.
    var scroll = 0
    var trail = RequestTrail()
}

struct SourceRow: Sendable {
    let health: SourceHealth
    /// The median duration of a call, in milliseconds.
    let latency: Int64?
}

extension SourceRow: TableItem {
    var id: SourceName { health.name }

    /// Sources keep the order of the configuration.
    static var usualOrder: TableOrder? { nil }

    static let columns: [Column<SourceRow>] = [
        Column("source", "SOURCE", .flexible(12, upTo: 16), givesWay: 0) { row, _ in
            [Span(row.health.name.text, .tableRow)]
        },
        Column("provider", "PROVIDER", .fixed(13), givesWay: 5) { row, _ in
            [Span(row.health.provider.rawValue, .textMuted)]
        },
        Column("read", "READ", .flexible(4, upTo: 5, .right), givesWay: 0) { row, context in
            [Span(age(of: row.health.lastSuccess, context) ?? "-", .tableRow)]
        },
        Column("latency", "LATENCY", .fixed(7, .right), givesWay: 4) { row, _ in
            row.latency.map { [Span("\($0) ms", .textMuted)] } ?? []
        },
        Column("next", "NEXT", .fixed(7, .right), givesWay: 2) { row, context in
            [Span(next(of: row.health, context), .textMuted)]
        },
        Column("runs", "RUNS", .fixed(9, .right), givesWay: 3) { row, _ in
            [Span(ShortText.count(row.health.rows.stored), .tableRow)]
        },
        Column("budget", "BUDGET", .fixed(14), givesWay: 1) { row, context in
            [budget(of: row.health, context)]
        },
        Column("state", "STATE", .flexible(12, share: 1), givesWay: 0) { row, context in
            [state(of: row.health, context)]
        },
    ]

    func sign(_ glyphs: Glyphs) -> Span {
        if let problem = health.problem {
            return problem.error.isTransient
                ? Span(glyphs.trouble, .statusWarning) : Span(glyphs.broken, .statusFailed)
        }
        return health.lastSuccess == nil
            ? Span(glyphs.starting, .statusRunning) : Span(glyphs.healthy, .statusSucceeded)
    }

    private static func age(of moment: Timestamp?, _ context: CellContext) -> String? {
        moment.map { ShortText.age(milliseconds: context.now.milliseconds(since: $0)) }
    }

    private static func next(of source: SourceHealth, _ context: CellContext) -> String {
        switch source.activity {
        case .starting: ""
        case .polling: source.budgetOpens.map { wait($0, context) } ?? "now"
        case .stopped: ""
        case .waiting, .followed: source.nextPoll.map { wait($0, context) } ?? ""
        }
    }

    private static func wait(_ moment: Timestamp, _ context: CellContext) -> String {
        ShortText.age(milliseconds: moment.milliseconds(since: context.now))
    }

    private static func budget(of source: SourceHealth, _ context: CellContext) -> Span {
        guard let remaining = source.budget?.remaining else { return Span("", .bar) }
        guard let limit = source.budget?.limit, limit > 0 else {
            return Span("\(ShortText.brief(remaining)) left", .tableRow)
        }
        let share = Double(remaining) / Double(limit)
        let gauge = context.glyphs.bar(share, width: 6)
        let padding = String(repeating: " ", count: 6 - DisplayWidth.columns(of: gauge))
        return Span(
            "\(gauge)\(padding) \(ShortText.brief(remaining))",
            share <= 0.1 ? .statusWarning : .bar)
    }

    private static func state(of source: SourceHealth, _ context: CellContext) -> Span {
        if source.activity == .stopped {
            let gap = source.gaps.isEmpty ? "" : ", gap"
            return Span("offline\(gap)", source.gaps.isEmpty ? .textMuted : .statusWarning)
        }
        if let problem = source.problem {
            let role: Role = problem.error.isTransient ? .statusWarning : .statusFailed
            return Span(ProblemText.brief(problem.error), role)
        }
        if let opening = source.budgetOpens, opening > context.now {
            return Span("budget \(soon(opening, context))", .statusWarning)
        }
        guard source.isBackfilled else { return Span("reading", .statusRunning) }
        if !source.gaps.isEmpty { return Span("gap", .statusWarning) }
        return Span("ok", .statusSucceeded)
    }

    /// Writes a time within a day as clock time, a later one as the wait.
    private static func soon(_ moment: Timestamp, _ context: CellContext) -> String {
        let wait = moment.milliseconds(since: context.now)
        guard wait < 86_400_000 else { return ShortText.age(milliseconds: wait) }
        return String(context.clock.time(moment).prefix(5))
    }
}
