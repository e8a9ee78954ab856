import Providers
import Runs
import Simulator

extension WalkCase {
    static let supermetrics = WalkCase(
        testDescription: "supermetrics",
        provider: { SupermetricsProvider(client: $0, team: 7) }, vendor: .supermetrics,
        world: {
            .supermetrics(
                SupermetricsWorld(
                    logs: WalkRow.all.map(\.supermetricsLog),
                    connectors: (0..<WalkRow.pipelineCount).map {
                        SupermetricsConnector(identifier: "p-\($0)", name: WalkRow.name(of: $0))
                    }, team: 7))
        },
        runs: { poll in
            let read = Dictionary(poll.runs.map { ($0.requestID, $0) }) { first, _ in first }
            return WalkRow.all.map { row in
                let found = read[row.supermetricsLog.requestID]
                let derived = found.flatMap { run in
                    run.id.text.hasPrefix("derived-") ? run.id : nil
                }
                var run = row.supermetricsRun(id: row.hasID ? RunID(row.id) : derived)
                // The place of an entry without a time depends on where its page began.
                if run.timeSource == .firstSeen, found?.listPlace?.arrival == .backlog {
                    run.listPlace = found?.listPlace
                }
                return run
            }
        },
        lists: WalkRow.countsByPipeline, largestPage: 1_000, discoveryCalls: 1, readingCalls: 12)
}

extension WalkRow {
    private var timeForm: SupermetricsLog.TimeForm {
        if isOne(of: 97) { return .day }
        return isOne(of: 89) ? .missing : .moment
    }

    private var httpStatus: Int? { isOne(of: 50) ? nil : [200, 302, 429, 503][index % 4] }

    fileprivate var hasID: Bool { !isOne(of: 13) }

    fileprivate var supermetricsLog: SupermetricsLog {
        SupermetricsLog(
            connector: pipelineID, id: hasID ? id : nil, loggedAt: Moment(started),
            timeForm: timeForm, status: httpStatus,
            durationMilliseconds: isOne(of: 7) ? nil : Int(duration)
        ).with {
            $0.event = isOne(of: 6) ? nil : "report.fetch"
            $0.request = isOne(of: 6) ? nil : "GET /v2/reports?page=\(index % 9)"
            $0.requestID = "req-\(index)"
        }
    }

    fileprivate func supermetricsRun(id: RunID?) -> Run {
        let status: RunStatus =
            switch httpStatus {
            case .some(..<400): .succeeded
            case .some: .failed
            case nil: .unknown
            }
        var run = run(.supermetrics, id: id, status)
        run.rawStatus = httpStatus.map { String($0) }
        run.httpStatus = httpStatus
        run.event = supermetricsLog.event
        run.request = supermetricsLog.request
        run.requestID = "req-\(index)"
        run.duration = isOne(of: 7) ? nil : duration
        switch timeForm {
        case .moment: break
        case .day:
            let day: Int64 = 86_400_000
            run.startedAt = Timestamp(milliseconds: started.milliseconds / day * day)
            run.timeSource = .date
        case .missing:
            run.startedAt = nil
            run.timeSource = .firstSeen
        }
        return run
    }
}
