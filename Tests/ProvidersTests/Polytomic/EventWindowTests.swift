@testable import Providers
import Runs
import Testing

@Suite struct EventWindowTests {
    private let window = EventWindow(after: .test - 1_000, before: .test)

    @Test func `after a page of the newest, the older ones are left, with a shared second`() {
        let rest = window.rest(
            afterFullPage: [.test - 10, .test - 20, .test - 20, .test - 30], now: .test)
        #expect(
            rest == .init(windows: [EventWindow(after: .test - 1_000, before: .test - 29)]))
    }

    @Test func `after a page of the oldest, the newer ones are left, with a shared second`() {
        let rest = window.rest(afterFullPage: [.test - 900, .test - 800], now: .test)
        #expect(rest == .init(windows: [EventWindow(after: .test - 801, before: .test)]))
    }

    @Test func `within the shared second the step is a millisecond`() {
        let edge = Timestamp.test.advanced(byMilliseconds: -3)
        let latest = Timestamp.test.advanced(byMilliseconds: -1)
        #expect(
            window.rest(afterFullPage: [latest, edge], now: .test).windows == [
                EventWindow(
                    after: .test - 1_000, before: edge.advanced(byMilliseconds: 1), known: edge)
            ])
    }

    @Test func `what a server that compares whole seconds leaves out is told`() throws {
        let edge = Timestamp.test.advanced(byMilliseconds: 3)
        let narrow = try #require(
            EventWindow(after: .test, before: nil)
                .rest(
                    afterFullPage: [edge.advanced(byMilliseconds: -2), edge], now: .test
                ).windows.first)
        #expect(narrow.after == edge.advanced(byMilliseconds: -1))
        #expect(narrow.omission(onFirstPage: [edge, edge]) == nil)
        let gap = ReadGap(
            from: edge.advanced(byMilliseconds: -1_000), until: edge.advanced(byMilliseconds: 1_000)
        )
        #expect(narrow.omission(onFirstPage: []) == gap)
        #expect(narrow.omission(onFirstPage: [.test + 5]) == gap)
        #expect(window.omission(onFirstPage: []) == nil)
    }

    @Test func `a page of one moment is stepped past on both sides, and told as a gap`() {
        let moment = Timestamp.test - 500
        let rest = window.rest(afterFullPage: [moment, moment], now: .test)
        #expect(
            rest.windows == [
                EventWindow(after: .test - 1_000, before: moment),
                EventWindow(after: moment, before: .test),
            ])
        #expect(
            rest.gap == ReadGap(from: moment, until: moment.advanced(byMilliseconds: 1)))
    }

    @Test func `a page without order leaves both halves`() {
        let rest = window.rest(
            afterFullPage: [.test - 10, .test - 900, .test - 300], now: .test)
        #expect(
            rest.windows == [
                EventWindow(after: .test - 1_000, before: .test - 499),
                EventWindow(after: .test - 501, before: .test),
            ])
    }

    @Test func `a window that can be halved no more is a gap`() {
        let narrow = EventWindow(after: .test - 4, before: .test)
        let rest = narrow.rest(afterFullPage: [.test - 1, .test - 3, .test - 2], now: .test)
        #expect(rest == .init(windows: [], gap: ReadGap(from: .test - 4, until: .test)))
    }

    @Test func `a server that takes an end for inside is not asked the same for ever`() {
        let stuck = EventWindow(after: .test - 1_000, before: .test)
        let rest = stuck.rest(afterFullPage: [.test, .test], now: .test + 5)
        #expect(rest.windows == [EventWindow(after: .test, before: .test)])
        #expect(rest.gap == ReadGap(from: .test, until: .test.advanced(byMilliseconds: 1)))
        #expect(rest.windows[0].rest(afterFullPage: [.test, .test], now: .test).windows.isEmpty)
    }
}
