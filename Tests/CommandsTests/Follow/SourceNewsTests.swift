import Commands
import Runs
import RunTable
import Testing

/// What is told of sources while they are followed.
struct SourceNewsTests {
    private func snapshot(_ sources: SourceHealth..., trouble: HistoryError? = nil)
        -> MonitorSnapshot
    {
        var history = HistoryHealth()
        history.trouble = trouble
        return MonitorSnapshot(table: RunTable(), sources: sources, history: history)
    }

    private func broken(_ error: ProviderError, since minutes: Int64, failures: Int)
        -> SourceHealth
    {
        var source = health("crm")
        source.problem = SourceProblem(
            error: error, since: ago(minutes: minutes), failures: failures)
        return source
    }

    @Test func `a trouble is told once when it begins and once when it ends`() {
        var news = SourceNews()
        let well = health("well-prod")
        let refused = ProviderError.unreachable(.connectionRefused)
        #expect(news.lines(of: snapshot(health("crm"), well)).isEmpty)
        #expect(
            news.lines(of: snapshot(broken(refused, since: 5, failures: 1), well))
                == ["crm cannot be read: the connection was refused; check base-url"])
        #expect(news.lines(of: snapshot(broken(refused, since: 5, failures: 2), well)).isEmpty)
        let other = broken(.refused(APIProblem(status: 503)), since: 2, failures: 3)
        #expect(news.lines(of: snapshot(other, well)) == ["crm cannot be read: HTTP 503"])
        #expect(news.lines(of: snapshot(health("crm"), well)) == ["crm can be read again"])
        #expect(news.lines(of: snapshot(health("crm"), well)).isEmpty)
    }

    @Test func `a clock that is off and runs that will go are told once`() {
        var news = SourceNews()
        var history = HistoryHealth()
        history.expiring = .init(count: 2_500, before: now)
        let off = MonitorSnapshot(
            table: RunTable(), sources: [], history: history, clock: .ahead(by: 86_400_000))
        #expect(
            news.lines(of: off) == [
                "this machine's clock is 1 d 00 h ahead of the servers': set it, because times "
                    + "and filters depend on it",
                "2,500 kept runs are older than retention and will be removed 1,000 a minute",
            ])
        #expect(news.lines(of: off).isEmpty)
        #expect(news.lines(of: snapshot()) == ["this machine's clock is right again"])
        #expect(news.lines(of: snapshot()).isEmpty)
    }

    @Test func `a loss is told once, and unreadable rows when they begin`() {
        var news = SourceNews()
        var source = health("crm")
        source.gaps = [ReadGap(from: ago(minutes: 30), until: ago(minutes: 20))]
        source.rows.rejected = 1
        source.rows.lastRejected = RejectedRow(id: "x", field: "status")
        #expect(
            news.lines(of: snapshot(source)) == [
                "crm: runs from 2026-06-07T14:02:07.000Z to 2026-06-07T14:12:07.000Z "
                    + "can no longer be read",
                "crm: 1 row could not be read, such as for its status",
            ])
        source.rows.rejected = 2
        #expect(news.lines(of: snapshot(source)).isEmpty)
        source.rows.unreadableTimes = 3
        source.rows.lastUnreadableTime = UnreadableTime(id: RunID("r"), field: "log_time")
        #expect(
            news.lines(of: snapshot(source)) == [
                "crm: 2 rows could not be read, such as for its status; "
                    + "3 time fields could not be read, such as log_time of run r"
            ])
        #expect(news.lines(of: snapshot(source)).isEmpty)
    }

    @Test func `the history's trouble is told likewise`() {
        var news = SourceNews()
        let full = HistoryError.unavailable(reason: "disk full")
        let lines = news.lines(of: snapshot(trouble: full))
        #expect(lines.count == 1 && lines[0].hasSuffix("runs are kept in memory only"))
        #expect(news.lines(of: snapshot(trouble: full)).isEmpty)
        #expect(news.lines(of: snapshot()) == ["the history can be written again"])
    }

    @Test func `a vendor's words are safe text`() {
        var news = SourceNews()
        var problem = APIProblem(status: 500)
        problem.message = "bad\u{1b}[2J luck\r\nOK"
        let lines = news.lines(of: snapshot(broken(.refused(problem), since: 1, failures: 1)))
        #expect(lines == ["crm cannot be read: HTTP 500 bad luck^M^JOK"])
    }
}
