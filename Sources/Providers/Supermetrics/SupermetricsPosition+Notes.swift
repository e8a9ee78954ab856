import Runs

extension SupermetricsPosition {
    /// Reads what `notes` wrote; anything else is a first contact.
    init(notes: JSONValue?) {
        for member in notes?["connectors"]?.members ?? [] {
            guard let watermark = member.value.time("watermark") else { continue }
            connectors[member.key] = Known(
                watermark: watermark, recent: member.value["recent"]?.times ?? [:],
                sharesIDs: member.value["shares_ids"] == .bool(true))
        }
        let queue = notes?["walk"]?["queue"]?.elements ?? []
        let walks = queue.compactMap(ConnectorWalk.init(notes:))
        guard !walks.isEmpty, walks.count == queue.count else { return }
        walk = SupermetricsWalk(queue: walks, hasRead: notes?["walk"]?["read"] == .bool(true))
    }

    /// The position as JSON.
    var notes: JSONValue {
        let known = connectors.sorted { $0.key < $1.key }.map { id, known in
            JSONValue.Member(
                id,
                .object([
                    .init("watermark", .time(known.watermark)),
                    .init("recent", .times(known.recent)),
                    .init("shares_ids", .bool(known.sharesIDs)),
                ]))
        }
        let walk = walk.map { walk in
            JSONValue.object([
                .init("queue", .array(walk.queue.map(\.notes))),
                .init("read", .bool(walk.hasRead)),
            ])
        }
        return .object([.init("connectors", .object(known)), .init("walk", walk ?? .null)])
    }
}

extension ConnectorWalk {
    fileprivate init?(notes: JSONValue) {
        guard let connector = notes["connector"]?.string, let floor = notes.time("floor"),
            let began = notes.time("began")
        else { return nil }
        self.init(
            connector: connector, floor: floor, isFirst: notes["first"] == .bool(true),
            began: began)
        before = notes.time("before")
        highest = notes.time("highest")
        recent = notes["recent"]?.times ?? [:]
        edge = notes["edge"]?.times ?? [:]
        passed = Int(min(max(notes["passed"]?.integer ?? 0, 0), 1 << 40))
        twins = TwinCount(notes: notes["twins"])
        isWide = notes["wide"] == .bool(true)
        sharesIDs = notes["shares_ids"] == .bool(true)
    }

    fileprivate var notes: JSONValue {
        .object([
            .init("connector", .string(connector)),
            .init("floor", .time(floor)),
            .init("first", .bool(isFirst)),
            .init("began", .time(began)),
            .init("before", .time(before)),
            .init("highest", .time(highest)),
            .init("recent", .times(recent)),
            .init("edge", .times(edge)),
            .init("passed", .integer(passed)),
            .init("twins", twins.notes),
            .init("wide", .bool(isWide)),
            .init("shares_ids", .bool(sharesIDs)),
        ])
    }
}
