import Engine
import Runs
import Testing

/// What answers say of a credential's windows, and what its plan says of them.
struct BudgetWindowTests {
    private let one = SourceName("one")
    private let two = SourceName("two")

    @Test func `a minute's window beside a day's is waited for, and the day goes on`() {
        var budget = CredentialBudget(sharedBy: one)
        budget.record(.said(100, 90, in: 36_000), at: .start)
        budget.record(.said(10, 1, in: 40), at: .start)
        #expect(budget.opening(at: .start, reserve: .keep) == .at(40))
        #expect(budget.opening(at: .start, reserve: .spend) == nil)
        #expect(budget.opening(at: .at(40), reserve: .keep) == nil)
        // 80 calls in ten hours.
        #expect(budget.plan(for: one, at: .start).plan.interval == .seconds(450))
    }

    @Test func `calls that were made count before their responses come`() {
        var budget = CredentialBudget(sharedBy: one, two)
        budget.record(.said(100, 12, in: 600), at: .start)
        budget.call(one, times: 1)
        budget.call(two, times: 1)
        #expect(
            budget.admit(one, for: .listing, at: .start, reserve: .keep)
                == .wait(until: .at(600)))
    }

    @Test func `an answer knows nothing of the calls that were made after its own`() {
        var budget = CredentialBudget(sharedBy: one, two)
        budget.record(.said(100, 13, in: 600), at: .start)
        let first = budget.spend(at: .start)
        let second = budget.spend(at: .start)
        budget.record(.said(100, 12, in: 600), at: .start, answering: first)
        #expect(budget.opening(at: .start, reserve: .keep) == nil)
        let third = budget.spend(at: .start)
        #expect(budget.opening(at: .start, reserve: .keep) == .at(600))
        budget.record(.said(100, 11, in: 600), at: .start, answering: second)
        #expect(budget.opening(at: .start, reserve: .keep) == .at(600))
        // An answer that was overtaken gives nothing back.
        budget.record(.said(100, 12, in: 600), at: .start, answering: first)
        #expect(budget.opening(at: .start, reserve: .keep) == .at(600))
        budget.record(.said(100, 90, in: 86_000), at: .at(601), answering: third)
        #expect(budget.opening(at: .at(601), reserve: .keep) == nil)
    }

    @Test func `another plan's calls take the place of the window that ends with theirs`() {
        var budget = CredentialBudget(sharedBy: one)
        budget.record(.said(100, 0, in: 36_000), at: .start)
        budget.record(.said(10, 9, in: 40), at: .start)
        budget.record(.said(1_000, 900, in: 36_000), at: .start)
        #expect(budget.opening(at: .start, reserve: .keep) == nil)
        // The minute's window is another one.
        budget.record(.said(10, 0, in: 40), at: .start)
        #expect(budget.opening(at: .start, reserve: .spend) == .at(40))
    }

    @Test func `a documented limit holds though no response tells of it`() {
        let limit = CallLimit(calls: 10, period: .seconds(60), largestBudget: 100)
        var budget = CredentialBudget(sharedBy: one, two, documented: limit)
        for second in 0..<9 {
            budget.call(second % 2 == 0 ? one : two, times: 1, at: .at(Double(second)))
        }
        #expect(budget.opening(at: .at(9), reserve: .keep) == .at(60))
        #expect(budget.opening(at: .at(9), reserve: .spend) == nil)
        #expect(budget.opening(at: .at(60), reserve: .keep) == nil)
        budget.record(.said(10_000, 9_000, in: 36_000), at: .at(9))
        #expect(budget.opening(at: .at(9), reserve: .keep) == nil)
    }

    // MARK: What a plan says

    @Test func `a day of a hundred calls is fifty polls, forty reads and ten in reserve`() {
        var budget = CredentialBudget(sharedBy: one)
        budget.call(one, times: 1)
        budget.ended(one, isWhole: false, isCut: true, at: .start)
        budget.record(.said(100, 100, in: 86_400), at: .start)
        let plan = budget.plan(for: one, at: .start).plan
        #expect(plan.interval == .seconds(1_728))
        #expect(
            plan.spending
                == PollPlan.Spending(
                    polls: 50, callsPerPoll: 1, reads: 40, window: .day, kept: 10, limit: 100))
    }

    @Test func `where more is left than a day has at this pace, its rest is told of`() {
        var budget = CredentialBudget(sharedBy: one)
        budget.record(.said(100, 90, in: 48_000), at: .start)
        let plan = budget.plan(for: one, at: .start).plan
        #expect(plan.interval == .seconds(600))
        var spending = PollPlan.Spending(
            polls: 80, callsPerPoll: 1, reads: 0, window: .day, kept: 10, limit: 100)
        spending.until = .at(48_000)
        #expect(plan.spending == spending)
    }

    @Test func `a source whose responses tell of no budget has an interval and no more`() {
        var budget = CredentialBudget(sharedBy: one)
        #expect(
            budget.plan(for: one, at: .start).plan
                == PollPlan(interval: .seconds(15), spending: nil))
    }

    @Test func `what is saved up for reading is spent, and grows again`() {
        var budget = CredentialBudget(sharedBy: one)
        budget.record(.said(100, 100, in: 86_400), at: .start)
        var reads = 0
        while budget.admit(one, for: .reading, at: .start, reserve: .keep) == .go { reads += 1 }
        // At first half of what there is may go to reading a history.
        #expect((40...50).contains(reads))
        #expect(budget.admit(one, for: .listing, at: .start, reserve: .keep) == .go)
        #expect(
            budget.admit(one, for: .reading, at: .start, reserve: .keep, isAskedFor: true) == .go)
        #expect(budget.admit(one, for: .reading, at: .at(60), reserve: .keep) == .stop)
        #expect(budget.admit(one, for: .reading, at: .at(7_200), reserve: .keep) == .go)
    }
}
