import Testing

@testable import Simulator

struct LeadLexScenarioTests {
    private func scenario(history: Int) throws -> (LeadLexScenario, Moment) {
        let start = Moment.start
        return (
            LeadLexScenario(
                ScenarioSettings(seed: 3, start: start, speed: 1, history: history)), start
        )
    }

    private func query(_ text: String) throws -> LeadLexLogQuery {
        try LeadLexLogQuery(SimulatedRequest(method: "GET", target: "/logs?\(text)"))
    }

    @Test func `pages give each entry once, and the total counts them`() throws {
        let (scenario, start) = try scenario(history: 3_000)
        let now = start.adding(seconds: 33)
        for workflow in scenario.workflows.map(\.id) {
            var ids: [String] = []
            var times: [Moment] = []
            var (page, total) = (1, 1)
            while (page - 1) * 100 < total {
                let found = scenario.logs(
                    of: workflow, try query("per_page=100&page=\(page)"), at: now)
                ids += found.rows.map(\.id)
                times += found.rows.map(\.triggeredAt)
                (page, total) = (page + 1, found.total)
                #expect(found.rows.allSatisfy { $0.finishedAt <= now })
            }
            #expect(ids.count == total)
            #expect(Set(ids).count == total)
            #expect(times == times.sorted(by: >))
        }
    }

    @Test func `bounds and statuses choose the same entries as looking at each`() throws {
        let (scenario, start) = try scenario(history: 600)
        let workflow = scenario.workflows[1].id
        func all(_ more: String) throws -> [LeadLexLog] {
            let pages = try (1...2).map {
                scenario.logs(of: workflow, try query("per_page=100&page=\($0)" + more), at: start)
            }
            #expect(pages[0].total == pages.map(\.rows.count).reduce(0, +))
            return pages.flatMap(\.rows)
        }
        let every = try all("")
        #expect(every.count > 90)
        let bound = every[every.count / 2].triggeredAt
        #expect(try all("&after=\(bound.shortestText)") == every.filter { $0.triggeredAt >= bound })
        for status in ["success", "failed", "skipped"] {
            let chosen = try all("&status=\(status)")
            #expect(chosen == every.filter { $0.outcome.status == status })
        }
        #expect(every.contains { $0.outcome.status == "skipped" })
    }

    @Test func `a skipped run does not count as the last trigger`() throws {
        let (scenario, start) = try scenario(history: 900)
        for step in 0..<200 {
            let now = start.adding(seconds: Double(step))
            for workflow in scenario.workflows.map(\.id) {
                let newest = scenario.logs(of: workflow, try query("per_page=100"), at: now).rows
                    .first { $0.outcome.status != "skipped" }
                let last = try #require(scenario.lastTrigger(of: workflow, at: now))
                #expect(last >= (newest?.triggeredAt ?? last))
                #expect(last <= now)
            }
        }
    }

    @Test func `a million past runs cost no more than ten`() throws {
        let (scenario, start) = try scenario(history: 1_000_000)
        let found = scenario.logs(
            of: scenario.workflows[0].id, try query("per_page=100&page=900"), at: start)
        #expect(found.total > 100_000)
        #expect(found.rows.count == 100)
    }
}
