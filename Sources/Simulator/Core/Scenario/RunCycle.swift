/// The order in which pipelines take turns: each as often as its weight, evenly spread.
struct RunCycle: Sendable {
    let pipelines: [Int]
    let slots: [[Int]]

    init(weights: [Int]) {
        var turns: [(place: Double, pipeline: Int)] = []
        for (pipeline, weight) in weights.enumerated() {
            let offset = (Double(pipeline) * 0.618).truncatingRemainder(dividingBy: 1)
            for turn in 0..<weight {
                turns.append((place: (Double(turn) + offset) / Double(weight), pipeline: pipeline))
            }
        }
        turns.sort { ($0.place, $0.pipeline) < ($1.place, $1.pipeline) }
        pipelines = turns.map(\.pipeline)
        var slots = weights.map { _ in [Int]() }
        for (slot, turn) in turns.enumerated() { slots[turn.pipeline].append(slot) }
        self.slots = slots
    }

    var length: Int { pipelines.count }

    /// Returns the pipeline of a run, and the run's number among that pipeline's.
    func turn(of index: Int) -> (pipeline: Int, ordinal: Int) {
        let slot = index % length
        let pipeline = pipelines[slot]
        let rank = slots[pipeline].firstIndex(of: slot) ?? 0
        return (pipeline, index / length * slots[pipeline].count + rank)
    }

    func index(of ordinal: Int, in pipeline: Int) -> Int {
        let own = slots[pipeline]
        return ordinal / own.count * length + own[ordinal % own.count]
    }

    func runs(of pipeline: Int, among count: Int) -> Int {
        let own = slots[pipeline]
        let inLast = own.count(where: { $0 < count % length })
        return count / length * own.count + inLast
    }

    func smallestGap(of pipeline: Int) -> Int {
        let own = slots[pipeline]
        let following = own.dropFirst() + [own[0] + length]
        return zip(own, following).map { $1 - $0 }.min() ?? length
    }
}
