import Runs
import Simulator

/// One of the 10,000 runs of a walk, of which each vendor tells what its page has fields for.
struct WalkRow: Sendable {
    /// Its number, upwards in time.
    let index: Int
    /// The number of its pipeline.
    let pipeline: Int
    let started: Timestamp
    /// How long it took, in milliseconds; some take no time at all.
    let duration: Int64

    /// The runs, oldest first: up to 40 begin in one moment, so that every page parts some.
    static let all: [WalkRow] = {
        var rows: [WalkRow] = []
        var group = 0
        while rows.count < count {
            let started = Timestamp.test - (spread - Int64(group) * 120)
            let size = min(sizes[group % sizes.count], count - rows.count)
            for _ in 0..<size {
                let index = rows.count
                rows.append(
                    WalkRow(
                        index: index, pipeline: pipelines[group % pipelines.count],
                        started: started, duration: Int64(index % 5) * 1_500))
            }
            group += 1
        }
        return rows
    }()

    static let count = 10_000
    /// How many pipelines there are.
    static let pipelineCount = 5
    /// How long before the end of all tests the first run begins, in seconds.
    static let spread: Int64 = 135_240
    /// How many runs begin in one moment.
    private static let sizes = [1, 3, 7, 2, 12, 1, 40, 5]
    /// Which pipeline runs in one moment; some run more often than others.
    private static let pipelines = [0, 1, 0, 2, 0, 1, 3, 0, 1, 2, 0, 0, 4]

    /// How many runs each pipeline has.
    static let countsByPipeline: [Int] = (0..<pipelineCount).map { number in
        all.count { $0.pipeline == number }
    }

    var id: String { "run-\(index)" }
    var pipelineID: String { "p-\(pipeline)" }
    var finished: Timestamp { started.advanced(byMilliseconds: duration) }

    /// Whether the run is one of so many, by its number.
    func isOne(of count: Int) -> Bool { index.isMultiple(of: count) }

    /// The run as every vendor tells it, but for what only some do.
    func run(_ provider: ProviderKind, id: RunID? = nil, _ status: RunStatus) -> Run {
        var run = Run(
            source: SourceName("test"), provider: provider, id: id ?? RunID(self.id),
            status: status, firstSeen: .test)
        run.pipeline = Pipeline(id: PipelineID(pipelineID), name: Self.name(of: pipeline))
        run.startedAt = started
        return run
    }

    static func name(of pipeline: Int) -> String { "Pipeline \(pipeline) – Ñandú" }
}

extension JSONValue {
    /// The same value as a client has to read it.
    init(_ json: JSON) {
        switch json {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .integer(let number): self = .number(String(number))
        case .number(let text): self = .number(text)
        case .string(let text): self = .string(text)
        case .array(let elements): self = .array(elements.map { JSONValue($0) })
        case .object(let members):
            self = .object(members.map { JSONValue.Member($0.name, JSONValue($0.value)) })
        }
    }
}
