package import Runs

/// Reads the logs of LeadLex's workflows.
package struct LeadLexProvider: Provider {
    package let kind = ProviderKind.leadlex
    /// Every poll reads the list of workflows with their names.
    package let namesComeWithRuns = true
    /// The smallest plan allows ten calls a minute; responses report that too late, if at all.
    package let documentedLimit: CallLimit? = CallLimit(
        calls: 10, period: .seconds(60), largestBudget: 100)

    private let client: APIClient
    private let workflows: [String]

    private static let mostWorkflows = 100 * LeadLexReading.limit

    /// Creates a provider for the account's workflows with these ids, or for all if there are none.
    package init(client: APIClient, workflows: [String] = []) {
        self.client = client.speaking(LeadLexWire.dialect)
        self.workflows = workflows
    }

    /// Lists the configured workflows, or all.
    package func pipelines(_ permit: CallPermit) async throws(ProviderError) -> [Pipeline] {
        var place = NumberedPages(page: 0, size: LeadLexReading.limit)
        let found = try await APIClient.distinct(by: \.id) {
            () async throws(ProviderError) -> (elements: [LeadLexWorkflow], hasMore: Bool) in
            place.page += 1
            let list = try await workflowList(&place, permit)
            return (list.workflows, !list.isLast && Self.isWithin(place.next))
        }
        return wanted(found)
    }

    package func page(
        _ request: PageRequest, _ permit: CallPermit
    ) async throws(ProviderError) -> RunPage {
        guard request.question?.isForLeadLex ?? true else {
            return .nothing
        }
        let since = max(request.since, request.question?.since ?? request.since)
        var position = LeadLexPosition(notes: request.position?.notes)
        var walk = position.beginWalk(since: since, now: request.now)
        if let number = walk.listPage {
            return try await listPage(number, &walk, position, request, permit)
        }
        guard let reading = position.walk?.reading else {
            return RunPage(position: ReadPosition(position.notes), hasMore: false)
        }
        return try await logPage(
            reading, walk, position, request.question?.leadLexStatus, permit)
    }

    private func asked(
        _ listed: [LeadLexWorkflow], _ request: PageRequest, since: Timestamp
    ) -> [LeadLexWorkflow] {
        guard let question = request.question else { return listed }
        return listed.filter { workflow in
            let isRead = workflows.isEmpty || workflows.contains(workflow.id)
            return isRead && question.admits(workflow, since: since)
        }
    }

    private func configured(besides walk: LeadLexWalk, _ asked: [LeadLexWorkflow]) -> [String] {
        let unasked = walk.met.subtracting((walk.listed + asked).map(\.id))
        return workflows.filter { !unasked.contains($0) }
    }

    private func listPage(
        _ number: Int, _ walk: inout LeadLexWalk, _ position: LeadLexPosition,
        _ request: PageRequest, _ permit: CallPermit
    ) async throws(ProviderError) -> RunPage {
        var position = position
        var place = NumberedPages(page: number, size: walk.listSize)
        let list = try await workflowList(&place, permit)
        (walk.listPage, walk.listSize) = (place.page, place.size)
        let bringsNews = walk.meetsNew(list.workflows)
        let isLast = list.isLast || !Self.isWithin(place.next) || !bringsNews
        let asked = asked(list.workflows, request, since: walk.since)
        position.take(
            asked, isLast: isLast, walk: &walk, configured: configured(besides: walk, asked))
        var page = RunPage(
            pipelines: wanted(list.workflows), position: ReadPosition(position.notes),
            hasMore: position.walk != nil, budget: list.budget)
        if isLast { page.refusals = position.currentRefusals }
        page.next = position.nextPurpose
        return page
    }

    /// Reads one page of logs; a missing or forbidden workflow does not stop the others.
    private func logPage(
        _ reading: LeadLexReading, _ walk: LeadLexWalk, _ position: LeadLexPosition,
        _ status: String?, _ permit: CallPermit
    ) async throws(ProviderError) -> RunPage {
        var (reading, position) = (reading, position)
        do {
            let reply = try await logs(&reading, status, permit)
            var page = position.take(
                logs: try reply.rows(LeadLexWire.logRows), LeadLexPaging(reply.value), reading,
                walk: walk)
            page.note(reply)
            page.next = position.nextPurpose
            return page
        } catch  where error.isTooLarge {
            // A single row is too large: the next page begins behind it.
            var page = position.take(
                logs: [.null], LeadLexPaging(total: reading.lastTotal), reading, walk: walk)
            page.next = position.nextPurpose
            return page
        } catch {
            let isDeleted = error.isNotFound && reading.workflow.isListed
            guard case .refused(let problem) = error, error.refusesResource,
                isDeleted || !position.isLastHope(walk)
            else { throw error }
            var page = position.take(problem, of: reading.workflow, walk: walk)
            page.budget = problem.budget
            page.next = position.nextPurpose
            return page
        }
    }

    private func logs(
        _ reading: inout LeadLexReading, _ status: String?, _ permit: CallPermit
    ) async throws(ProviderError) -> APIReply {
        let path = LeadLexWire.logsPath(of: reading.workflow.id)
        let wanted = await client.pageSizes.rows(of: path, wanted: Int(LeadLexReading.limit))
        if reading.place.page == 1 {
            reading.place.size = Int64(wanted)
        } else {
            reading.grow(to: Int64(wanted))
        }
        let bound = [QueryItem("after", reading.after.rfc3339)]
        let filter = status.map { [QueryItem("status", $0)] } ?? []
        return try await client.page(of: path, from: Int(reading.place.size)) {
            rows throws(ProviderError) in
            if rows < reading.place.size { reading.shrink(to: Int64(rows)) }
            return try await client.get(path, paging(reading.place) + bound + filter, permit)
        }.reply
    }

    private static func isWithin(_ place: NumberedPages) -> Bool { place.passed < mostWorkflows }

    private struct WorkflowList {
        let workflows: [LeadLexWorkflow]
        let isLast: Bool
        let budget: RateBudget?
    }

    private func workflowList(
        _ place: inout NumberedPages, _ permit: CallPermit
    ) async throws(ProviderError) -> WorkflowList {
        let path = LeadLexWire.workflowsPath
        if place.page == 1 {
            place.size = Int64(await client.pageSizes.rows(of: path, wanted: Int(place.size)))
        }
        let reply = try await client.page(of: path, from: Int(place.size)) {
            rows throws(ProviderError) in
            place.shrink(to: Int64(rows))
            return try await client.get(path, paging(place), permit)
        }.reply
        let rows = try reply.rows(LeadLexWire.workflowRows)
        let meta = LeadLexPaging(reply.value)
        // A server that reports only the total may have smaller pages; the first of them is full.
        if meta.size == nil, meta.total != nil, place.page == 1, !rows.isEmpty {
            place.shrink(to: min(place.size, Int64(rows.count)))
        }
        let size = meta.size ?? max(place.size, Int64(rows.count))
        let isLast = meta.total.map { Int64(place.page) * size >= $0 } ?? (Int64(rows.count) < size)
        return WorkflowList(
            workflows: rows.compactMap(LeadLexWire.workflow), isLast: rows.isEmpty || isLast,
            budget: reply.budget)
    }

    private func wanted(_ found: [LeadLexWorkflow]) -> [Pipeline] {
        found.filter { workflows.isEmpty || workflows.contains($0.id) }.map(\.pipeline)
    }

    private func paging(_ place: NumberedPages) -> [QueryItem] {
        [QueryItem("page", String(place.page)), QueryItem("per_page", String(place.size))]
    }
}

/// What LeadLex supports of a question: the workflows, a lower bound, and one status.
extension RunQuestion {
    var isForLeadLex: Bool {
        isAnswerable(
            by: [.succeeded, .failed, .skipped, .unknown],
            without: [.event, .request, .requestID, .attempt, .http])
    }

    /// The only word that requested runs can have; nil if they may have several, or another one.
    var leadLexStatus: String? {
        guard let statuses, !statuses.contains(.unknown) else { return nil }
        let words = LeadLexWire.statusWords.words(for: statuses)
        return words.count == 1 ? words[0] : nil
    }

    /// Whether a workflow may have requested runs: one that nothing triggered since has none, but a
    /// skipped run need not count as a trigger.
    func admits(_ workflow: LeadLexWorkflow, since: Timestamp) -> Bool {
        guard admits(workflow.pipeline) else { return false }
        guard let statuses, statuses.isDisjoint(with: [.skipped, .unknown]),
            let triggered = workflow.triggeredAt
        else { return true }
        return triggered.advanced(byMilliseconds: LeadLexPosition.overlap) >= since
    }
}

extension ProviderRegistration {
    static let leadlex = ProviderRegistration(
        ProviderDescription(
            .leadlex, baseURL: "https://data.leadlex.com/functions/v1/api-gateway",
            settings: [
                .token(from: "LEADLEX_API_KEY"),
                ProviderSetting("workflows", .texts, "the ids of the workflows to read"),
            ],
            pipelines: ("workflows", "/v1/workflows"), pipelineKey: "workflows")
    ) { source in
        LeadLexProvider(
            client: source.client(), workflows: source.values.texts("workflows"))
    }
}
