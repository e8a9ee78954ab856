import Providers
import Runs
import Simulator

extension WalkCase {
    static let well = WalkCase(
        testDescription: "well", provider: { WellProvider(client: $0) }, vendor: .well,
        world: {
            .well(
                WellWorld(
                    logs: WalkRow.all.map(\.wellLog),
                    connectors: [WellConnector(pk: 1, id: "c", name: "Mercury")],
                    workspaceConnectors: (0..<WalkRow.pipelineCount).map {
                        WellWorkspaceConnector(
                            pk: $0 + 1, id: "p-\($0)", connector: "c",
                            accountLabel: WalkRow.name(of: $0))
                    }))
        },
        runs: { _ in WalkRow.all.map(\.wellRun) },
        lists: [WalkRow.count], largestPage: 500, discoveryCalls: 2, readingCalls: 21)
}

extension WalkRow {
    /// The states of a Well run; the youngest are still under way.
    private enum WellState { case scheduled, running, succeeded, failed }

    private var wellState: WellState {
        if index >= Self.count - 3 { return .scheduled }
        if index >= Self.count - 20 { return .running }
        return isOne(of: 4) ? .failed : .succeeded
    }

    private var wellTrigger: String? {
        ["cloud_task", "manual", "oauth_callback", nil][index % 4]
    }

    private var wellMetadata: JSON {
        ["records_synced": .integer(index), "rate": .number("12.50"), "note": "päng \u{7}"]
    }

    /// The row was created when the run was scheduled, and picked up a second later.
    fileprivate var wellLog: WellLog {
        let picked = started + 1
        let ended = picked.advanced(byMilliseconds: duration)
        var log = WellLog(
            pk: index + 1, id: id, workspaceConnector: pipelineID, status: "scheduled",
            createdAt: Moment(started))
        log.triggerType = wellTrigger
        log.cloudTaskID = isOne(of: 3) ? "task_\(index)" : nil
        log.metadata = wellMetadata
        guard wellState != .scheduled else { return log }
        log.status = "in_progress"
        log.startedAt = Moment(picked)
        log.updatedAt = Moment(picked)
        guard wellState != .running else { return log }
        log.status = wellState == .failed ? "error" : "success"
        log.error = wellState == .failed ? "AUTH_EXPIRED: token \(index) was revoked" : nil
        log.completedAt = Moment(ended)
        log.updatedAt = Moment(ended)
        return log
    }

    fileprivate var wellRun: Run {
        let status: RunStatus =
            switch wellState {
            case .scheduled: .queued
            case .running: .running
            case .succeeded: .succeeded
            case .failed: .failed
            }
        var run = run(.well, status)
        run.rawStatus = wellLog.status
        run.trigger = wellTrigger
        run.metadata = JSONValue(wellMetadata)
        run.related = isOne(of: 3) ? [RelatedID(key: "cloud_task_id", value: "task_\(index)")] : []
        guard wellState != .scheduled else { return run }
        run.startedAt = started + 1
        guard wellState != .running else { return run }
        run.finishedAt = (started + 1).advanced(byMilliseconds: duration)
        run.duration = duration
        run.error = wellLog.error.map { RunError(message: $0) }
        return run
    }
}
