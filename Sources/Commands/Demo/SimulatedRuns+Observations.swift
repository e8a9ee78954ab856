import Foundation
import Runs
import Simulator

extension WellLog {
    /// The observation that the provider makes of the log of a finished run.
    var observation: RunObservation {
        let hasFailed = status == "error"
        var seen = RunObservation(
            id: RunID(id), asOf: updatedAt.timestamp, status: hasFailed ? .failed : .succeeded)
        let start = (startedAt ?? createdAt).timestamp
        let end = completedAt?.timestamp
        seen.rawStatus = .value(status)
        seen.pipeline = .value(PipelineID(workspaceConnector))
        seen.trigger = Observed(orNull: triggerType)
        seen.startedAt = .value(start)
        seen.finishedAt = Observed(orNull: end)
        seen.duration = Observed(orNull: end?.milliseconds(since: start))
        seen.error = Observed(orNull: error.map { RunError(message: $0) })
        seen.metadata = .value(JSONValue(metadata))
        seen.related = cloudTaskID.map { [RelatedID(key: "cloud_task_id", value: $0)] } ?? []
        return seen
    }
}

extension SupermetricsLog {
    var observation: RunObservation {
        let status: RunStatus =
            switch self.status {
            case .some(100...399): .succeeded
            case .some(400...599): .failed
            case .some, nil: .unknown
            }
        let moment = time
        var seen = RunObservation(
            id: RunID(id ?? "derived-\(requestID ?? "")"), asOf: moment, status: status)
        seen.rawStatus = Observed(orNull: self.status.map(String.init))
        seen.pipeline = .value(PipelineID(connector))
        seen.startedAt = Observed(orUnsaid: moment)
        seen.duration = Observed(orNull: durationMilliseconds.map(Int64.init))
        seen.httpStatus = Observed(orNull: self.status)
        seen.request = Observed(orNull: request)
        seen.requestID = Observed(orNull: requestID)
        seen.event = Observed(orNull: event)
        seen.timeSource =
            switch timeForm {
            case .moment: .provider
            case .day: .date
            case .missing: .firstSeen
            }
        return seen
    }

    private var time: Timestamp? {
        let day: Int64 = 86_400_000
        switch timeForm {
        case .moment: return loggedAt.timestamp
        case .day:
            let moment = loggedAt.timestamp.milliseconds
            return Timestamp(milliseconds: moment - moment % day)
        case .missing: return nil
        }
    }
}

extension ElasticPathLog {
    var observation: RunObservation {
        let created = showsTime ? createdAt.timestamp : nil
        var seen = RunObservation(
            id: RunID(id), asOf: created, status: succeeded ? .succeeded : .failed)
        seen.rawStatus = .value(succeeded ? "true" : "false")
        seen.pipeline = .value(PipelineID(integration))
        seen.startedAt = Observed(orUnsaid: created)
        let seconds = processingTime.flatMap(Double.init)
        seen.duration = Observed(orUnsaid: seconds.map { Int64(($0 * 1_000).rounded()) })
        seen.attempt = .value(attempt)
        seen.httpStatus = Observed(orNull: statusCode)
        let answer = JSONValue(body)
        seen.metadata = answer.isNull ? .null : .value(answer)
        let text = answer.scalarText ?? JSONWriter.text(of: answer)
        let reason = errorDetail ?? (succeeded || answer.isNull || text.isEmpty ? nil : text)
        seen.error = Observed(orNull: reason.map { RunError(message: $0) })
        seen.related = [RelatedID(key: "job_id", value: job)]
        seen.timeSource = created == nil ? .firstSeen : .provider
        return seen
    }
}

extension LeadLexLog {
    var observation: RunObservation {
        let start = triggeredAt.timestamp
        let end = start.advanced(byMilliseconds: Int64(durationMilliseconds))
        let (status, word): (RunStatus, String) =
            switch outcome {
            case .success: (.succeeded, "success")
            case .failed: (.failed, "failed")
            case .skipped: (.skipped, "skipped")
            }
        var seen = RunObservation(id: RunID(id), asOf: end, status: status)
        seen.rawStatus = .value(word)
        seen.pipeline = .value(PipelineID(workflow))
        seen.trigger = .value(entityType)
        seen.startedAt = .value(start)
        seen.finishedAt = .value(end)
        seen.duration = .value(Int64(durationMilliseconds))
        (seen.error, seen.metadata) = (.null, .null)
        switch outcome {
        case .success(let result):
            seen.metadata = .value(.object([.init("action_result", JSONValue(result))]))
        case .failed(let code, let message):
            seen.error = .value(RunError(code: code, message: message))
        case .skipped(let reason):
            seen.metadata = .value(.object([.init("skip_reason", .string(reason))]))
        }
        seen.related = [RelatedID(key: "entity_id", value: entityID)]
        return seen
    }
}

extension PastExecution {
    /// The observation that the provider makes of one of the events.
    func observation(_ event: PolytomicEvent) -> RunObservation {
        let reported = JSONValue(event.event)
        let status: RunStatus =
            switch event.type.drop(while: { $0 != "." }).dropFirst() {
            case "running": .running
            case "completed": .succeeded
            case "completed_with_errors", "completed_with_error": .warning
            case "failed": .failed
            case "canceled": .cancelled
            default: .unknown
            }
        let moment = event.createdAt.timestamp
        var seen = RunObservation(id: RunID(id), asOf: moment, status: status)
        seen.rawStatus = .value(event.type)
        seen.event = .value(event.type)
        seen.pipeline = .value(PipelineID(sync))
        seen.trigger = Observed(orUnsaid: reported["trigger"]?.string)
        if status == .running {
            seen.startedAt = .value(moment)
        } else {
            seen.finishedAt = .value(moment)
            seen.error = Observed(orNull: reported["error"]?.string.map { RunError(message: $0) })
        }
        let counts = (reported.members ?? []).filter {
            $0.key.hasSuffix("_count") || $0.key.hasPrefix("warning")
        }
        seen.metadata = counts.isEmpty ? .unsaid : .value(.object(counts))
        seen.related = (reported.members ?? []).compactMap { member in
            guard member.key.hasSuffix("connection_id") else { return nil }
            return member.value.string.map { RelatedID(key: member.key, value: $0) }
        }
        return seen
    }
}
