import Runs
import Testing

@testable import Providers

/// What providers remember has a bound; of more than that, the newest stay.
struct MostRememberedTests {
    /// Moments by identifier, a second apart; the greatest number is the newest.
    private static func rows(_ count: Int, before end: Timestamp = .test) -> [String: Timestamp] {
        Dictionary(
            uniqueKeysWithValues: (1...count).map { ("r\($0)", end - Int64(count - $0)) })
    }

    private func numbers(_ ids: some Sequence<String>) -> [Int] {
        ids.compactMap { Int($0.dropFirst()) }.sorted()
    }

    @Test func `a thousand open runs of Well are followed, the newest`() {
        var position = NewestFirstPosition()
        for (met, kept) in [(1_000, 1...1_000), (1_003, 4...1_003)] {
            var walk = position.beginWalk(since: .test - 86_400, now: .test)
            walk.open = Self.rows(met).mapValues { created in
                NewestFirstPosition.OpenRun(created: created, seen: .test)
            }
            walk.ending = .bottom
            position.end(walk, now: .test)
            #expect(numbers(position.open.keys) == Array(kept))
        }
    }

    @Test func `five hundred executions of Polytomic are awaited, the latest to begin`() {
        var watch = ExecutionWatch()
        for (id, began) in Self.rows(503).sorted(by: { $0.key < $1.key }) {
            watch.note(event(id, .running, at: began))
        }
        #expect(numbers(watch.awaited.keys) == Array(4...503))
    }

    @Test func `five thousand ends of Polytomic are known before their beginnings, the latest`() {
        var watch = ExecutionWatch()
        for (id, ended) in Self.rows(5_002).sorted(by: { $0.value > $1.value }) {
            watch.note(event(id, .succeeded, at: ended))
        }
        #expect(numbers(watch.ended.keys) == Array(3...5_002))
        watch.removeEnds(before: .test - 1)
        #expect(numbers(watch.ended.keys) == [5_001, 5_002])
    }

    @Test func `two thousand events of Polytomic may come again, the newest`() {
        var position = PolytomicPosition()
        var walk = EventWalk(after: .test - 86_400, began: .test)
        // They lie within the overlap.
        walk.recent = Self.rows(2_004).mapValues { moment in
            .test.advanced(byMilliseconds: moment.milliseconds(since: .test) / 100)
        }
        walk.highest = .test
        position.end(walk, at: .test)
        #expect(numbers(position.recent.keys) == Array(5...2_004))
    }

    @Test func `two thousand known rows may come again, the newest`() {
        let kept = KnownRows.kept(of: Self.rows(2_005), since: .test - 86_400)
        #expect(numbers(kept.keys) == Array(6...2_005))
        let few = KnownRows.kept(of: Self.rows(9), since: .test - 2)
        #expect(numbers(few.keys) == [7, 8, 9])
        let least = KnownRows.kept(of: Self.rows(9), since: .test - 2, atLeast: 5)
        #expect(numbers(least.keys) == Array(5...9))
    }

    private func event(_ id: String, _ status: RunStatus, at moment: Timestamp) -> PolytomicEvent {
        PolytomicEvent(
            id: "e-" + id, created: moment,
            observation: RunObservation(id: RunID(id), asOf: moment, status: status),
            pipeline: nil, sync: SyncReference(id: PipelineID("s"), kind: .model))
    }
}
