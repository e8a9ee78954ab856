import Runs

extension LeadLexPosition {
    /// Reads only the workflows with the `configured` ids, or all if there are none.
    mutating func take(
        _ workflows: [LeadLexWorkflow], isLast: Bool, walk: inout LeadLexWalk,
        configured: [String]
    ) {
        walk.listed += workflows
        if isLast {
            plan(&walk, configured: configured)
        } else {
            walk.listPage = (walk.listPage ?? 1) + 1
            self.walk = walk
        }
    }

    mutating func take(
        logs rows: [JSONValue], _ paging: LeadLexPaging, _ reading: LeadLexReading,
        walk: LeadLexWalk
    ) -> RunPage {
        var (walk, reading) = (walk, reading)
        walk.hasAnswer = true
        var page = RunPage.nothing
        var open: Set<String> = []
        let places = rows.map { (id: Row($0).text("id").value, start: LeadLexWire.triggered($0)) }
        // Earlier readings are one stretch, so that an unknown run above a known one is new.
        let known = marks[reading.workflow.id]?.recent ?? [:]
        let lowest = places.lastIndex { place in place.id.map { known[$0] != nil } ?? false }
        for (index, row) in rows.enumerated() {
            let isAbove = lowest.map { index < $0 } ?? false
            guard isNews(places[index].id, places[index].start, isAbove: isAbove, reading)
            else { continue }
            do {
                var seen = try LeadLexWire.log(row, of: reading.workflow.id)
                let above = Int64(reading.place.page - 1) * reading.place.size
                seen.place(
                    -above - LeadLexReading.limit - Int64(index),
                    marks[reading.workflow.id] == nil ? .backlog : .later, listed: walk.began)
                page.observations.append(seen)
                if !seen.status.isTerminal { open.insert(seen.id.text) }
            } catch {
                page.rejected.append(error)
            }
        }
        let durations = rows.compactMap { Row($0).integer("duration_ms").value }
        reading.longest = max(reading.longest, durations.max() ?? 0)
        let step = reading.pass(places, paging, now: walk.began)
        // Open runs are not remembered, so that they are read again.
        for id in open { reading.recent[id] = nil }
        switch step {
        case .goesOn:
            walk.reading = reading
            self.walk = walk
        case .ends, .stuck:
            if case .stuck(let gap) = step { page.gap = gap }
            finish(reading, began: walk.began)
            proceed(&walk)
        }
        page.position = ReadPosition(notes)
        page.hasMore = self.walk != nil
        return page
    }

    /// A workflow that was listed a moment ago and is not found was deleted; others are reported.
    mutating func take(
        _ refusal: APIProblem, of workflow: LeadLexWorkflow, walk: LeadLexWalk
    ) -> RunPage {
        var walk = walk
        var mark = marks[workflow.id] ?? Mark(read: walk.began)
        mark.read = walk.began
        // It is requested again when it is triggered anew, or after a while.
        mark.triggered = workflow.triggered
        mark.refusal = Refusal(refusal)
        marks[workflow.id] = mark
        proceed(&walk)
        var page = RunPage(position: ReadPosition(notes), hasMore: self.walk != nil)
        page.refusals = ProviderError.refused(refusal)
            .refusal(of: PipelineID(workflow.id), isConfigured: !workflow.isListed)
        return page
    }

    /// The refusals of earlier requests, without workflows that the walk requests again.
    var currentRefusals: [PipelineRefusal] {
        let asked = Set((walk?.queue ?? []).map(\.id) + [walk?.reading?.workflow.id ?? ""])
        return marks.sorted { $0.key < $1.key }.compactMap { id, mark in
            guard let refusal = mark.refusal, !asked.contains(id) else { return nil }
            return PipelineRefusal(pipeline: PipelineID(id), problem: refusal.problem)
        }
    }

    func isLastHope(_ walk: LeadLexWalk) -> Bool {
        walk.queue.isEmpty && !walk.hasAnswer && marks.values.allSatisfy { $0.refusal != nil }
    }

    private func isNews(
        _ id: String?, _ start: Timestamp?, isAbove: Bool, _ reading: LeadLexReading
    ) -> Bool {
        if let id, marks[reading.workflow.id]?.recent[id] != nil || reading.hasMet(id) {
            return false
        }
        return isAbove || start.map { $0 >= reading.floor } ?? true
    }
}
