import Runs
import Terminal

/// What a cell of the sources' table depends on beside its source.
struct SourceContext {
    let now: Timestamp
    let clock: ZonedClock
    let glyphs: Glyphs
    /// The last calls.
    let trail: RequestTrail
}

/// One column of the sources' table. Its row in `SourceColumn.all` is all there is to know of it.
struct SourceColumn: Sendable {
    let title: String
    /// How wide it is at least, in terminal columns.
    let least: Int
    /// How wide it is where there is room; the last one takes what is left over.
    let width: Int
    let alignment: Column.Alignment
    /// The order in which columns give way on a narrow screen: the greatest number goes first.
    /// 0 never goes.
    let givesWay: Int
    let cell: @Sendable (SourceHealth, SourceContext) -> CellText

    private init(
        _ title: String, least: Int? = nil, width: Int, alignment: Column.Alignment = .left,
        givesWay: Int,
        cell: @escaping @Sendable (SourceHealth, SourceContext) -> CellText
    ) {
        self.title = title
        self.least = least ?? width
        self.width = width
        self.alignment = alignment
        self.givesWay = givesWay
        self.cell = cell
    }

    /// The columns, in the order of the screen.
    static let all: [SourceColumn] = [
        SourceColumn("SOURCE", least: 12, width: 16, givesWay: 0) { source, _ in
            CellText(source.name.text)
        },
        SourceColumn("PROVIDER", width: 13, givesWay: 5) { source, _ in
            CellText(source.provider.rawValue, .textMuted)
        },
        SourceColumn("READ", least: 4, width: 5, alignment: .right, givesWay: 0) {
            source, context in
            CellText(age(of: source.lastSuccess, context) ?? "-")
        },
        SourceColumn("LATENCY", width: 7, alignment: .right, givesWay: 4) { source, context in
            CellText(context.trail.latency(of: source.name).map { "\($0) ms" } ?? "", .textMuted)
        },
        SourceColumn("NEXT", width: 7, alignment: .right, givesWay: 2) { source, context in
            CellText(next(of: source, context), .textMuted)
        },
        SourceColumn("RUNS", width: 9, alignment: .right, givesWay: 3) { source, _ in
            CellText(ShortText.count(source.runCount))
        },
        SourceColumn("BUDGET", width: 14, givesWay: 1) { source, context in
            budget(of: source, context)
        },
        SourceColumn("STATE", width: 12, givesWay: 0) { source, context in
            state(of: source, context)
        },
    ]

    private static func age(of moment: Timestamp?, _ context: SourceContext) -> String? {
        moment.map { ShortText.age(milliseconds: context.now.milliseconds(since: $0)) }
    }

    private static func next(of source: SourceHealth, _ context: SourceContext) -> String {
        switch source.activity {
        case .starting: ""
        case .polling: source.budgetOpens.map { wait($0, context) } ?? "now"
        case .stopped: ""
        case .waiting, .followed: source.nextPoll.map { wait($0, context) } ?? ""
        }
    }

    private static func wait(_ moment: Timestamp, _ context: SourceContext) -> String {
        ShortText.age(milliseconds: moment.milliseconds(since: context.now))
    }

    /// A gauge of the calls that are left.
    private static func budget(of source: SourceHealth, _ context: SourceContext) -> CellText {
        guard let remaining = source.budget?.remaining else { return CellText("") }
        guard let limit = source.budget?.limit, limit > 0 else {
            return CellText("\(ShortText.brief(remaining)) left")
        }
        let share = Double(remaining) / Double(limit)
        let gauge = context.glyphs.bar(share, width: 6)
        let padding = String(repeating: " ", count: 6 - DisplayWidth.columns(of: gauge))
        return CellText(
            "\(gauge)\(padding) \(ShortText.brief(remaining))",
            share <= 0.1 ? .statusWarning : .bar)
    }

    private static func state(of source: SourceHealth, _ context: SourceContext) -> CellText {
        if source.activity == .stopped {
            let gap = source.gaps.isEmpty ? "" : ", gap"
            return CellText("offline\(gap)", source.gaps.isEmpty ? .textMuted : .statusWarning)
        }
        if let problem = source.problem {
            let role: Role = problem.error.isTransient ? .statusWarning : .statusFailed
            return CellText(ProblemText.brief(problem.error), role)
        }
        if let opening = source.budgetOpens, opening > context.now {
            return CellText("budget \(soon(opening, context))", .statusWarning)
        }
        guard source.isBackfilled else { return CellText("reading", .statusRunning) }
        if !source.gaps.isEmpty { return CellText("gap", .statusWarning) }
        return CellText("ok", .statusSucceeded)
    }

    /// A moment to come as the time on the clock, one of another day as the time until then.
    private static func soon(_ moment: Timestamp, _ context: SourceContext) -> String {
        let wait = moment.milliseconds(since: context.now)
        guard wait < 86_400_000 else { return ShortText.age(milliseconds: wait) }
        return String(context.clock.time(moment).prefix(5))
    }
}
