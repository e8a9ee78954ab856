import History
import Runs
import Testing

/// What every history does, whatever it keeps things in.
@Suite(.timeLimit(.minutes(10)))
struct HistoryConformanceTests {
    private func ids(
        _ history: any RunHistory, of sources: Set<SourceName>, limit: Int = 100
    ) async throws -> [String] {
        try await history.newest(of: sources, limit: limit).records.map(\.key.id.text)
    }

    @Test(arguments: HistoryKind.allCases)
    func `runs come back newest first, up to the limit`(kind: HistoryKind) async throws {
        try await withHistory(kind) { history in
            try await history.keep(
                batch(record("old", start: 1), record("new", start: 3), record("mid", start: 2)))
            #expect(try await ids(history, of: [.here]) == ["new", "mid", "old"])
            #expect(try await ids(history, of: [.here], limit: 2) == ["new", "mid"])
            #expect(try await ids(history, of: [.here], limit: 0) == [])
            #expect(try await ids(history, of: [.here], limit: -1) == [])
        }
    }

    @Test(arguments: HistoryKind.allCases)
    func `wishes and holders are told, and leave the standing alone`(
        kind: HistoryKind
    ) async throws {
        try await withHistory(kind) { history in
            let moment = Timestamp(seconds: 100)
            #expect(try await history.pollRequests(of: [.here]).isEmpty)
            try await history.requestPoll(moment, of: .here)
            try await history.requestPoll(Timestamp(seconds: 50), of: .there)
            #expect(try await history.pollRequests(of: [.here]) == [.here: moment])
            #expect(try await history.checkpoint(of: .here) == nil)
            #expect(try await history.holder(of: .here, at: moment) == nil)
            _ = try await history.lease(
                [.here], to: LeaseOwner("me"), until: Timestamp(seconds: 130), at: moment)
            #expect(try await history.holder(of: .here, at: moment) == LeaseOwner("me"))
            #expect(try await history.holder(of: .here, at: Timestamp(seconds: 130)) == nil)
            #expect(try await history.pollRequests(of: [.here, .there]).count == 2)
        }
    }

    @Test(arguments: HistoryKind.allCases)
    func `what is known of a credential is changed by one at a time`(
        kind: HistoryKind
    ) async throws {
        try await withHistory(kind) { history in
            let (one, two) = (CredentialID("one"), CredentialID("two"))
            await withTaskGroup { group in
                for _ in 0..<50 {
                    group.addTask {
                        try? await history.change(one) { checkpoint in
                            checkpoint = checkpoint ?? CallLedgerEntry()
                            checkpoint?.changes += 1
                        }
                    }
                }
            }
            let changes = try await history.change(one) { $0?.changes }
            #expect(changes == 50)
            let nothing = try await history.change(two) { $0 }
            #expect(nothing == nil)
        }
    }

    @Test(arguments: HistoryKind.allCases)
    func `only the sources asked for come back`(kind: HistoryKind) async throws {
        try await withHistory(kind) { history in
            try await history.keep(batch(record("mine", start: 1)))
            try await history.keep(
                batch(record("theirs", source: .there, start: 2), source: .there))
            #expect(try await ids(history, of: [.here]) == ["mine"])
            #expect(try await ids(history, of: [.here, .there]) == ["theirs", "mine"])
            #expect(try await ids(history, of: []) == [])
            #expect(try await history.count(of: [.here]) == 1)
            #expect(try await history.count(of: [.here, .there]) == 2)
        }
    }

    @Test(arguments: HistoryKind.allCases)
    func `pages lead through everything once, runs of one moment too`(
        kind: HistoryKind
    ) async throws {
        try await withHistory(kind) { history in
            let records = (0..<100).map { record("r\($0)", start: Int64($0 / 30)) }
            try await history.keep(HistoryBatch(source: .here, records: records))
            var seen: [RunRecord] = []
            var place: HistoryPlace?
            repeat {
                let page = try await history.newest(of: [.here], after: place, limit: 7)
                seen += page.records
                place = page.next
            } while place != nil
            #expect(seen.count == 100)
            #expect(Set(seen) == Set(records))
            #expect(seen.map(\.sortTime) == seen.map(\.sortTime).sorted(by: >))
            let whole = try await history.newest(of: [.here], limit: 100)
            #expect(whole.next == nil)
        }
    }

    @Test(arguments: HistoryKind.allCases)
    func `a record is merged with what is held of the same run`(kind: HistoryKind) async throws {
        try await withHistory(kind) { history in
            try await history.keep(batch(record("run", .failed, start: 2)))
            try await history.keep(batch(record("run", .running, start: 1)))
            let held = try await history.newest(of: [.here], limit: 10).records
            var merged = record("run", .running, start: 1)
            merged.merge(record("run", .failed, start: 2))
            #expect(held == [merged])
            #expect(try await history.record(of: merged.key) == merged)
            let unknownName = RunKey(source: .there, id: merged.key.id)
            #expect(try await history.record(of: unknownName) == nil)
        }
    }

    @Test(arguments: HistoryKind.allCases)
    func `a run that was moved by a later word stands in its new place`(
        kind: HistoryKind
    ) async throws {
        try await withHistory(kind) { history in
            try await history.keep(batch(record("a", start: 1), record("b", start: 2)))
            try await history.keep(batch(record("a", start: 3)))
            #expect(try await ids(history, of: [.here]) == ["a", "b"])
            #expect(try await history.count(of: [.here]) == 2)
        }
    }

    @Test(arguments: HistoryKind.allCases)
    func `whatever a provider writes comes back as it was`(kind: HistoryKind) async throws {
        try await withHistory(kind) { history in
            let text = "a\0b\u{1B}[31m\u{202E}é\u{301}'; DROP TABLE run; --"
            let pipeline = Pipeline(id: PipelineID(text), name: text)
            try await history.keep(batch(record(text, start: 1), pipelines: [pipeline]))
            let page = try await history.newest(of: [.here], limit: 10)
            #expect(page.records.map { Array($0.key.id.text.utf8) } == [Array(text.utf8)])
            let name = page.pipelines[.here]?.first?.name
            #expect(name.map { Array($0.utf8) } == Array(text.utf8))
        }
    }

    @Test(arguments: HistoryKind.allCases)
    func `the latest name of a pipeline is kept, and none is erased`(
        kind: HistoryKind
    ) async throws {
        try await withHistory(kind) { history in
            let id = PipelineID("p1")
            try await history.keep(batch(pipelines: [Pipeline(id: id, name: "Before")]))
            try await history.keep(batch(pipelines: [Pipeline(id: id, name: "After")]))
            try await history.keep(batch(pipelines: [Pipeline(id: id)]))
            let page = try await history.newest(of: [.here], limit: 10)
            #expect(page.pipelines == [.here: [Pipeline(id: id, name: "After")]])
        }
    }

    @Test(arguments: HistoryKind.allCases)
    func `each source has its own standing, which a batch without one keeps`(
        kind: HistoryKind
    ) async throws {
        try await withHistory(kind) { history in
            try await history.keep(batch(checkpoint: SourceCheckpoint("seven")))
            try await history.keep(batch(record("run", start: 1)))
            #expect(try await history.checkpoint(of: .here) == SourceCheckpoint("seven"))
            #expect(try await history.checkpoint(of: .there) == nil)
            #expect(
                try await history.checkpoints(of: [.here, .there])
                    == [.here: SourceCheckpoint("seven")])
        }
    }

    @Test(arguments: HistoryKind.allCases)
    func `changes are told once, in portions, and what is known is not told again`(
        kind: HistoryKind
    ) async throws {
        try await withHistory(kind) { history in
            let records = (0..<10).map { record("r\($0)", start: Int64($0)) }
            let known = try await history.keep(HistoryBatch(source: .here, records: records))
            try await history.keep(HistoryBatch(source: .here, records: records))
            #expect(try await history.changes(of: [.here], after: known, limit: 9).records == [])

            try await history.keep(batch(record("r3", .failed, start: 50)))
            try await history.keep([
                batch(
                    record("new", start: 1), pipelines: [Pipeline(id: PipelineID("p"), name: "P")],
                    checkpoint: SourceCheckpoint("x")),
                batch(record("r1", source: .there, start: 1), source: .there),
            ])
            let first = try await history.changes(of: [.here], after: known, limit: 1)
            #expect(first.records.map(\.key.id.text) == ["r3"])
            #expect(first.hasMore)
            let second = try await history.changes(of: [.here], after: first.revision, limit: 1)
            #expect(second.records.map(\.key.id.text) == ["new"])
            #expect(second.checkpoints == [.here: SourceCheckpoint("x")])
            #expect(second.pipelines[.here]?.first?.name == "P")
            #expect(!second.hasMore)
            let third = try await history.changes(of: [.here], after: second.revision, limit: 1)
            #expect(third.records.isEmpty && third.checkpoints.isEmpty && third.pipelines.isEmpty)
            #expect(third.revision == second.revision)
        }
    }

    @Test(arguments: HistoryKind.allCases)
    func `a lease has one owner until it ends, or is given back`(kind: HistoryKind) async throws {
        try await withHistory(kind) { history in
            let (one, two) = (LeaseOwner("one"), LeaseOwner("two"))
            func lease(_ owner: LeaseOwner, at now: Int64) async throws -> Set<SourceName> {
                try await history.lease(
                    [.here, .there], to: owner, until: Timestamp(seconds: now + 30),
                    at: Timestamp(seconds: now))
            }
            #expect(try await lease(one, at: 0) == [.here, .there])
            #expect(try await lease(two, at: 29) == [])
            #expect(try await lease(one, at: 29) == [.here, .there])
            #expect(try await lease(two, at: 30) == [])
            try await history.release([.here], by: two)
            #expect(try await lease(two, at: 30) == [])
            try await history.release([.here], by: one)
            #expect(try await lease(two, at: 30) == [.here])
            #expect(try await lease(two, at: 59) == [.here, .there])
            // Written by a clock that was an hour ahead.
            #expect(try await lease(one, at: -3_600) == [.here, .there])
        }
    }

    @Test(arguments: HistoryKind.allCases)
    func `one whose lease is gone keeps runs, and leaves the standing alone`(
        kind: HistoryKind
    ) async throws {
        try await withHistory(kind) { history in
            let (one, two) = (LeaseOwner("one"), LeaseOwner("two"))
            _ = try await history.lease(
                [.here], to: two, until: Timestamp(seconds: 30), at: Timestamp(seconds: 0))
            try await history.keep(batch(checkpoint: SourceCheckpoint("theirs"), owner: two))
            try await history.keep(
                batch(record("late", start: 1), checkpoint: SourceCheckpoint("mine"), owner: one))
            #expect(try await history.checkpoint(of: .here) == SourceCheckpoint("theirs"))
            #expect(try await ids(history, of: [.here]) == ["late"])
        }
    }

    @Test(arguments: HistoryKind.allCases)
    func `an owner's standing is kept where nobody has the lease`(
        kind: HistoryKind
    ) async throws {
        try await withHistory(kind) { history in
            let one = LeaseOwner("one")
            try await history.keep(batch(checkpoint: SourceCheckpoint("first"), owner: one))
            #expect(try await history.checkpoint(of: .here) == SourceCheckpoint("first"))
            _ = try await history.lease(
                [.here], to: one, until: Timestamp(seconds: 30), at: Timestamp(seconds: 0))
            try await history.release([.here], by: one)
            try await history.keep(batch(checkpoint: SourceCheckpoint("second"), owner: one))
            #expect(try await history.checkpoint(of: .here) == SourceCheckpoint("second"))
        }
    }

    @Test(arguments: HistoryKind.allCases)
    func `runs whose ids only look alike are two`(kind: HistoryKind) async throws {
        try await withHistory(kind) { history in
            let ids = ["caf\u{E9}", "cafe\u{301}", "\u{212B}", "\u{C5}", "A\u{30A}"]
            for id in ids { try await history.keep(batch(record(id, start: 1))) }
            #expect(try await history.count(of: [.here]) == ids.count)
            for id in ids {
                let key = RunKey(source: .here, id: RunID(id))
                let kept = try await history.record(of: key)
                #expect(kept.map { Array($0.key.id.text.utf8) } == Array(id.utf8))
            }
        }
    }

    @Test(arguments: HistoryKind.allCases)
    func `runs that are too old or too many are forgotten`(kind: HistoryKind) async throws {
        try await withHistory(kind) { history in
            let records = (1...10).map { record("r\($0)", start: Int64($0)) }
            try await history.keep(HistoryBatch(source: .here, records: records))
            let now = Timestamp(seconds: 10)
            let all = Retention(age: .seconds(100), count: 10)
            #expect(try await history.remove(beyond: all, at: now, atMost: 9).count == 0)
            let aged = Retention(age: .seconds(7), count: 10)
            let first = try await history.remove(beyond: aged, at: now, atMost: 1)
            #expect(
                first == Removal(count: 1, remaining: 1, oldest: Timestamp(seconds: 2)))
            #expect(try await history.remove(beyond: aged, at: nil, atMost: 9).count == 0)
            #expect(try await history.remove(beyond: aged, at: now, atMost: 9).count == 1)
            let few = Retention(age: .seconds(7), count: 3)
            let last = try await history.remove(beyond: few, at: now, atMost: 9)
            #expect(last == Removal(count: 5, remaining: 0, oldest: Timestamp(seconds: 8)))
            #expect(try await ids(history, of: [.here]) == ["r10", "r9", "r8"])
        }
    }

    @Test(arguments: HistoryKind.allCases)
    func `what is removed counts as held no longer, whatever a standing says`(
        kind: HistoryKind
    ) async throws {
        try await withHistory(kind) { history in
            var checkpoint = SourceCheckpoint("there")
            checkpoint.coveredSince = Timestamp(seconds: 0)
            var other = checkpoint
            other.coveredSince = Timestamp(seconds: 50)
            let records = (1...10).map { record("r\($0)", start: Int64($0)) }
            let batch = HistoryBatch(source: .here, records: records, checkpoint: checkpoint)
            try await history.keep([batch, HistoryBatch(source: .there, checkpoint: other)])
            let before = try await history.changes(of: [.here], after: .none, limit: 99)
            #expect(before.checkpoints[.here]?.coveredSince == Timestamp(seconds: 0))
            let aged = Retention(age: .seconds(7), count: 10)
            _ = try await history.remove(beyond: aged, at: Timestamp(seconds: 10), atMost: 9)
            var held = try await history.checkpoint(of: .here)?.coveredSince
            #expect(held == Timestamp(milliseconds: 2_001))
            // Whoever polls knows nothing of that, and says what was so before.
            checkpoint.position = ReadPosition(.string("on"))
            try await history.keep(HistoryBatch(source: .here, checkpoint: checkpoint))
            let few = Retention(age: .seconds(100), count: 3)
            _ = try await history.remove(beyond: few, at: Timestamp(seconds: 10), atMost: 9)
            held = try await history.checkpoint(of: .here)?.coveredSince
            #expect(held == Timestamp(milliseconds: 7_001))
            let after = try await history.changes(of: [.here], after: .none, limit: 99)
            #expect(after.checkpoints[.here]?.coveredSince == held)
            #expect(after.checkpoints[.here]?.position == checkpoint.position)
            #expect(try await history.checkpoint(of: .there) == other)
        }
    }

    @Test(arguments: HistoryKind.allCases)
    func `what is removed is settled by whoever reads it again, and by nobody else`(
        kind: HistoryKind
    ) async throws {
        try await withHistory(kind) { history in
            let (mine, now) = (LeaseOwner("me"), Timestamp(seconds: 10))
            var checkpoint = SourceCheckpoint("there")
            checkpoint.coveredSince = Timestamp(seconds: 0)
            for source in [SourceName.here, .there] {
                let records = (1...10).map { record("r\($0)", source: source, start: Int64($0)) }
                try await history.keep(
                    HistoryBatch(source: source, records: records, checkpoint: checkpoint))
            }
            func held(_ source: SourceName) async throws -> Timestamp? {
                try await history.checkpoint(of: source)?.coveredSince
            }
            let aged = Retention(age: .seconds(7), count: 99)
            _ = try await history.remove(beyond: aged, at: now, atMost: 99)
            _ = try await history.lease(
                [.here], to: mine, until: now.advanced(by: .seconds(9)), at: now)
            try await history.settleRemovals(of: .here, by: LeaseOwner("other"))
            try await history.settleRemovals(of: .there, by: mine)
            let lacking = Timestamp(milliseconds: 2_001)
            try await history.settleRemovals(of: .here, by: mine)
            #expect(try await held(.here) == lacking)
            // From now on a standing is taken at its word, until something is removed again.
            for source in [SourceName.here, .there] {
                checkpoint.lastSuccess = now
                try await history.keep(
                    HistoryBatch(source: source, checkpoint: checkpoint, owner: mine))
            }
            #expect(try await held(.here) == Timestamp(seconds: 0))
            #expect(try await held(.there) == lacking)
            let few = Retention(age: .seconds(99), count: 6)
            _ = try await history.remove(beyond: few, at: now, atMost: 99)
            #expect(try await held(.here) == Timestamp(milliseconds: 7_001))
        }
    }
}
