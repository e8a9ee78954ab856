import Runs
import Testing

@testable import Engine

/// Where a walk goes on, where it stops, and how far older runs are asked for.
struct WalkEdgeTests {
    private static func place(_ number: Int) -> ReadPosition { ReadPosition(number: number) }

    private func walk(
        from position: Int? = nil, origin: Int? = nil, _ bounds: PageWalk.Bounds = .poll
    ) -> PageWalk {
        PageWalk(
            from: position.map(Self.place), origin: origin.map(Self.place), bounds: bounds)
    }

    /// Goes on past pages with more behind them.
    ///
    /// - Returns: Why it did not go on, if so.
    private func pass(_ numbers: [Int], of walk: inout PageWalk) -> ProviderError? {
        do throws(ProviderError) {
            for number in numbers { try walk.passed(RunPage(at: number, hasMore: true)) }
            return nil
        } catch {
            return error
        }
    }

    // MARK: Pages

    private static let rounds: [(from: Int?, pages: [Int], isCircle: Bool)] = [
        (nil, [1, 1, 1], false), (nil, [1, 1, 1, 1], true), (1, [1, 1], false),
        (1, [1, 1, 1], true), (nil, [1, 2, 3, 1, 2], false), (nil, [1, 2, 3, 1, 2, 3], true),
        (nil, [1, 1, 1, 2, 3, 4], false), (nil, [1, 1, 1, 2, 3, 2], true),
    ]

    @Test(arguments: rounds)
    func `pages that lead back are put up with twice, and then read from the origin`(
        row: (from: Int?, pages: [Int], isCircle: Bool)
    ) {
        var walk = walk(from: row.from, origin: 9)
        let error = pass(row.pages, of: &walk)
        let expected: ProviderError? = row.isCircle ? .unreadable(.circular) : nil
        #expect(error == expected)
        let place = row.isCircle ? 9 : row.pages[row.pages.count - 1]
        #expect(walk.position == Self.place(place))
        #expect(walk.state == .going)
    }

    @Test func `the last page is where the next walk begins, and this one began`() throws {
        var walk = walk(from: 5, origin: 3, .init(pages: 1, names: .hopedFor))
        try walk.passed(RunPage(at: 6))
        #expect(walk.state == .whole)
        #expect(walk.position == Self.place(6))
        #expect(walk.origin == Self.place(6))
        walk.pause()
        #expect(walk.state == .whole)
    }

    private static let bounds: [(pages: Int, bytes: Int, sizes: [Int], state: PageWalk.State)] = [
        (3, 99, [1, 1], .going), (3, 99, [1, 1, 1], .paused), (1, 99, [1], .paused),
        (9, 10, [4, 5], .going), (9, 10, [4, 6], .paused), (9, 10, [4, 4, 4], .paused),
    ]

    @Test(arguments: bounds)
    func `a walk pauses at its bounds`(
        row: (pages: Int, bytes: Int, sizes: [Int], state: PageWalk.State)
    ) throws {
        var walk = walk(.init(pages: row.pages, names: .hopedFor, bytes: row.bytes))
        for (place, size) in row.sizes.enumerated() {
            var page = RunPage(at: place + 1, hasMore: true)
            page.byteCount = size
            page.next = .reading
            try walk.passed(page)
        }
        #expect(walk.state == row.state)
        #expect(walk.next == .reading)
        #expect(walk.position == Self.place(row.sizes.count))
        #expect(walk.origin == nil)
        walk.pause()
        #expect(walk.state == .paused)
    }

    // MARK: Steps back

    private func refusal(_ status: Int, retryAfter: Int64? = nil) -> ProviderError {
        var problem = APIProblem(status: status)
        problem.retryAfter = retryAfter
        return .refused(problem)
    }

    @Test(
        arguments: [
            (400, true), (401, false), (403, false), (404, true), (409, false), (410, true),
            (422, true), (429, false), (500, false),
        ] as [(Int, Bool)])
    func `only some refusals are blamed on the position`(status: Int, stepsBack: Bool) {
        var walk = walk(from: 5, origin: 3)
        let isBack = walk.stepBack(after: refusal(status))
        #expect(isBack == stepsBack)
        #expect(walk.position == Self.place(stepsBack ? 3 : 5))
        var patient = self.walk(from: 5, origin: 3)
        let isPatientBack = patient.stepBack(after: refusal(status, retryAfter: 5_000))
        #expect(!isPatientBack)
        var first = self.walk()
        let isFirstBack = first.stepBack(after: refusal(status))
        #expect(!isFirstBack)
    }

    @Test func `it steps back to the origin, to first contact, and where that fails to neither`() {
        var walk = walk(from: 5, origin: 3)
        var places: [ReadPosition?] = []
        var origins: [ReadPosition?] = []
        var steps: [Bool] = []
        for _ in 1...3 {
            steps.append(walk.stepBack(after: refusal(410)))
            places.append(walk.position)
            origins.append(walk.origin)
        }
        #expect(steps == [true, true, false])
        #expect(places == [Self.place(3), nil, Self.place(5)])
        #expect(origins == [Self.place(3), nil, Self.place(3)])
        var whole = self.walk(from: 5, origin: 5)
        let first = whole.stepBack(after: refusal(410))
        #expect(first)
        #expect(whole.position == nil)
        #expect(whole.origin == nil)
        let second = whole.stepBack(after: refusal(410))
        #expect(!second)
        #expect(whole.position == Self.place(5))
        #expect(whole.origin == Self.place(5))
    }

    @Test func `once a page came from there what was before is given up, and twice is enough`() {
        var walk = walk(from: 5, origin: 3)
        var steps: [Bool] = []
        for page in [6, 7, 8] {
            steps.append(walk.stepBack(after: refusal(404)))
            let error = pass([page], of: &walk)
            #expect(error == nil)
        }
        #expect(steps == [true, true, false])
        #expect(walk.position == Self.place(8))
        let last = walk.stepBack(after: refusal(404))
        #expect(!last)
        #expect(walk.position == Self.place(8))
        #expect(walk.origin == Self.place(3))
    }

    @Test func `after a step back the same pages may come again`() {
        var walk = walk()
        let before = pass([1, 2, 2, 2], of: &walk)
        #expect(before == nil)
        let isBack = walk.stepBack(after: refusal(404))
        #expect(isBack)
        let after = pass([1, 2, 3, 3, 3], of: &walk)
        #expect(after == nil)
    }

    @Test func `pages that lead nowhere are no fault of the position`() {
        var walk = walk(from: 5, origin: 3)
        let isBack = walk.stepBack(after: .unreadable(.circular))
        #expect(!isBack)
        #expect(walk.position == Self.place(3))
        #expect(walk.origin == Self.place(3))
    }

    // MARK: Older runs

    private let everything = RunQuestion()
    private static let day: Int64 = 86_400_000

    /// The depth of a source, and how long the first stretch is, in milliseconds.
    private static let depths: [(depth: Duration, span: Int64)] = [
        (.zero, 60_000), (.milliseconds(60_001), 60_001), (.seconds(366 * 86_400), 366 * day),
        (.seconds(367 * 86_400), 366 * day),
    ]

    @Test(arguments: depths)
    func `older runs are asked for over the depth, a minute at least and a year at most`(
        row: (depth: Duration, span: Int64)
    ) {
        var reach = OlderReach(depth: row.depth)
        let window = reach.window(for: everything, covered: nil, at: .start)
        #expect(window == OlderReach.Window(since: .ms(-2 * row.span), until: .ms(-row.span)))
        // Where reading stood is found out once.
        let again = reach.window(for: everything, covered: .at(-7), at: .at(100))
        #expect(again == window)
    }

    @Test func `a stretch without runs doubles the next one, up to a year`() {
        var reach = OlderReach(depth: .seconds(100 * 86_400))
        var lengths: [Int64] = []
        for found in [0, 0, 0, 1, 0] {
            let window = reach.window(for: everything, covered: .start, at: .at(9))
            guard let window else { break }
            lengths.append(window.until.milliseconds(since: window.since) / Self.day)
            reach.read(window, for: everything, found: found)
        }
        #expect(lengths == [100, 200, 366, 366, 100])
        let end = reach.window(for: everything, covered: nil, at: .start)?.until
        #expect(end == .ms(-(100 + 200 + 366 + 366 + 100) * Self.day))
    }

    @Test func `what was read later does not take back what was read before`() {
        var reach = OlderReach(depth: .seconds(100))
        _ = reach.window(for: everything, covered: .start, at: .start)
        reach.read(.init(since: .at(-500), until: .at(-400)), for: everything, found: 1)
        reach.read(.init(since: .at(-300), until: .at(-200)), for: everything, found: 1)
        let window = reach.window(for: everything, covered: nil, at: .start)
        #expect(window == OlderReach.Window(since: .at(-600), until: .at(-500)))
    }

    @Test(
        arguments: [(0, nil), (-1, -1), (-100_000, -100_000), (-100_001, -100_000)]
            as [(Int64, Int64?)])
    func `a question that begins where reading stands asks for nothing`(
        since: Int64, beginning: Int64?
    ) {
        var reach = OlderReach(depth: .seconds(100))
        var question = everything
        question.since = .ms(since)
        let window = reach.window(for: question, covered: .start, at: .start)
        let expected = beginning.map { Timestamp.ms($0) }
        #expect(window?.since == expected)
        #expect((window?.until == .start) == (beginning != nil))
    }

    // MARK: What a call brings

    @Test func `the oldest of a page is the one that began first, and those without a start none`()
    {
        let starts: [Double?] = [-5, nil, -20, -10]
        let seen = starts.enumerated().map { number, start -> RunObservation in
            var seen = RunObservation("r\(number)", .succeeded)
            seen.startedAt = start.map { Observed<Timestamp>.value(.at($0)) } ?? .unsaid
            return seen
        }
        let source = MonitoredSource.scripted("a", ScriptedProvider { _, _ in .silence })
        func oldest(_ seen: [RunObservation]) -> Timestamp? {
            let page = RunPage(
                observations: seen, position: ReadPosition(number: 1), hasMore: false)
            return Batch(page, of: source, since: .at(-99), seenAt: .start).oldest
        }
        #expect(oldest(seen) == .at(-20))
        #expect(oldest(Array(seen[1..<2])) == nil)
    }
}
