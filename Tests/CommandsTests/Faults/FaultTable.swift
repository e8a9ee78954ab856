import Foundation
import Runs
@testable import Simulator

/// What is to be done about one fault at one vendor.
enum FaultCell: Sendable {
    /// It is played.
    case played(FaultScript)
    /// It cannot happen there, for a reason.
    case notApplicable(String)
}

/// The faults by vendor: the one table of what is played, what is expected, and what cannot be.
enum FaultTable {
    static func cell(_ fault: Fault, of vendor: SimulatedVendor) -> FaultCell {
        switch fault {
        case .dnsFailure, .refused, .connectHang, .tlsFailure, .resetInBody, .oneByteASecond:
            .played(wire(fault))
        case .truncatedJSON:
            .played(
                FaultScript(
                    chip: "not JSON", says: ["the answer is JSON that breaks off"],
                    turn: says { call in
                        var answer = call.own
                        answer.body.removeLast(answer.body.count / 2)
                        return answer
                    }))
        case .htmlWith200:
            .played(
                FaultScript(
                    chip: "not JSON", says: ["the answer is not JSON but text/html"],
                    turn: says { _ in
                        SimulatedResponse(
                            status: 200, headers: [("Content-Type", "text/html; charset=utf-8")],
                            body: Array("<!DOCTYPE html><title>Sign in</title>".utf8))
                    }))
        case .burstOf500, .unavailableUntilDate, .unauthorizedInTheMiddle, .forbiddenPipeline,
            .limitedForSeconds, .limitedUntilEpoch, .limitedNegative, .limitedHuge,
            .limitedGarbage:
            refusal(fault, of: vendor)
        case .emptyPageWithNext, .repeatingCursor, .expiredCursor:
            paging(fault, of: vendor)
        case .insertDuringWalk, .deleteDuringWalk, .equalTimestamps, .clockAhead, .clockBehind,
            .asleep:
            .played(upstream(fault))
        }
    }

    // MARK: - The wire

    private static func wire(_ fault: Fault) -> FaultScript {
        var script = FaultScript()
        let trouble: TransportTrouble
        var delay = Duration.zero
        switch fault {
        case .dnsFailure:
            trouble = .unknownHost("api.example.com")
            (script.chip, script.says) = ("no such host", ["no address for api.example.com"])
        case .refused:
            trouble = .connectionRefused
            (script.chip, script.says) = ("refused", ["the connection was refused"])
        case .connectHang:
            (trouble, delay) = (.connectTimedOut, .seconds(10))
            (script.chip, script.says) = ("timeout", ["no connection in time"])
        case .tlsFailure:
            trouble = .tls("CERTIFICATE_VERIFY_FAILED")
            (script.chip, script.says) = ("TLS", ["untrusted, expired", "ca-file"])
            (script.mostCalls, script.recovers) = (8, .seconds(1_000))
        case .oneByteASecond:
            (trouble, delay) = (.timedOut, .seconds(45))
            (script.chip, script.says) = ("timeout", ["no whole answer in time"])
        default:
            trouble = .connectionLost
            (script.chip, script.says) = ("connection lost", ["the connection broke off"])
            // The first page comes whole.
            script.phase = .firstWalk
            script.turn = { call in
                call.page.map { $0 > 1 } ?? false ? .fails(trouble, after: .zero) : .honest
            }
            return script
        }
        script.turn = { [delay] _ in .fails(trouble, after: delay) }
        return script
    }

    private static func says(
        _ answer: @escaping @Sendable (FaultCall) -> SimulatedResponse
    ) -> @Sendable (FaultCall) -> FaultScript.Turn {
        { _ in .says { FaultAnswer(response: answer($0)) } }
    }

    // MARK: - Refusals

    private static func refusal(_ fault: Fault, of vendor: SimulatedVendor) -> FaultCell {
        let words = vendor.words
        var script = FaultScript()
        switch fault {
        case .burstOf500:
            script.chip = words.chip(500)
            script.says = ["HTTP 500", words.said(500)] + words.ids
            script.turn = { call in
                call.number > 6 ? .honest : .says { FaultAnswer(response: $0.refuse(.serverError)) }
            }
        case .unavailableUntilDate:
            script.chip = words.chip(503, code: 500)
            script.says = ["HTTP 503"]
            (script.quiet, script.mostCalls) = (.seconds(179), 12)
            script.turn = says { call in
                var answer = call.refuse(.serverError)
                answer.status = 503
                return answer.retryAfter(httpDate(call.now + 180 * .second))
            }
        case .unauthorizedInTheMiddle:
            // Tried again after 5 and 10 minutes; the secret is fetched once more each time.
            (script.phase, script.mostCalls, script.fetches) = (.firstWalk, 12, 1...3)
            script.recovers = .seconds(1_000)
            script.chip = words.chip(401)
            script.says = ["HTTP 401", words.said(401), "check the token"] + words.ids
            script.turn = { call in
                guard let page = call.page, page > 1 else { return .honest }
                return .says { FaultAnswer(response: $0.refuse(.unauthorized)) }
            }
        case .forbiddenPipeline: return forbidden(of: vendor)
        default:
            script.chip = "429"
            script.says = ["HTTP 429", "waiting as the provider asked"]
            let value = limit(fault, &script)
            script.turn = says { $0.refuse(.rateLimited).retryAfter(value($0)) }
        }
        return .played(script)
    }

    private static func limit(
        _ fault: Fault, _ script: inout FaultScript
    ) -> @Sendable (FaultCall) -> String {
        script.mostCalls = 12
        switch fault {
        case .limitedForSeconds:
            script.quiet = .seconds(180)
            return { _ in "180" }
        case .limitedUntilEpoch:
            script.quiet = .seconds(179)
            return { call in "\(call.now.milliseconds / 1_000 + 180)" }
        case .limitedHuge:
            // A day at most; the computer sleeps through the rest of it.
            (script.quiet, script.sleepsOn) = (.seconds(600), .seconds(86_400))
            return { _ in "99999999999999999999" }
        case .limitedNegative: return { _ in "-30" }
        default: return { _ in "soon, perhaps" }
        }
    }

    private static func forbidden(of vendor: SimulatedVendor) -> FaultCell {
        switch vendor {
        case .supermetrics, .leadlex:
            var script = FaultScript(mostCalls: 60, unread: "p-1")
            // A workflow that is refused is asked for again when it is triggered, or after a while.
            if vendor == .leadlex { script.recovers = .seconds(1_000) }
            script.turn = { call in
                guard call.request.path.contains("/p-1/") else { return .honest }
                return .says { FaultAnswer(response: $0.refuse(.forbidden)) }
            }
            return .played(script)
        case .well, .polytomic:
            return .notApplicable("one list tells of the runs of all pipelines")
        case .elasticPath:
            return .notApplicable("the store-wide log tells of the runs of all integrations")
        }
    }

    // MARK: - Paging

    private static func paging(_ fault: Fault, of vendor: SimulatedVendor) -> FaultCell {
        let byTime = "pages are asked for by time, and an empty one is the end"
        let byNumber = "pages are asked for by number"
        switch (fault, vendor) {
        case (.emptyPageWithNext, .supermetrics): return .notApplicable(byTime)
        case (_, .supermetrics): return .notApplicable("pages are asked for by time")
        case (.repeatingCursor, .elasticPath), (.repeatingCursor, .leadlex),
            (.expiredCursor, .elasticPath), (.expiredCursor, .leadlex):
            return .notApplicable(byNumber)
        default: break
        }
        var script = FaultScript(phase: .firstWalk)
        switch fault {
        case .emptyPageWithNext:
            script.turn = { call in
                guard call.page == 2 else { return .honest }
                return .says { FaultAnswer(response: vendor.withoutRows($0.own, of: $0.request)) }
            }
        case .repeatingCursor:
            script.turn = { call in
                let given = call.request.parameter(vendor.cursor)
                guard call.page != nil, let given else { return .honest }
                return .says {
                    FaultAnswer(response: vendor.pointing($0.own, to: given))
                }
            }
        default:
            script.turn = { call in
                guard call.page == 2 else { return .honest }
                return .says { FaultAnswer(response: vendor.expired($0.own)) }
            }
        }
        return .played(script)
    }

    // MARK: - What happens upstream

    private static func upstream(_ fault: Fault) -> FaultScript {
        var script = FaultScript()
        switch fault {
        case .insertDuringWalk, .deleteDuringWalk:
            let (insert, delete) = fault == .insertDuringWalk ? (3, 0) : (0, 2)
            script.phase = .firstWalk
            script.turn = { call in
                guard call.page == 2 else { return .honest }
                return .says { FaultAnswer(response: $0.own, insert: insert, delete: delete) }
            }
        case .equalTimestamps:
            script.phase = .firstWalk
            (script.hasEqualTimes, script.mostCalls) = (true, 200)
        case .clockAhead: script.skew = .hour
        case .clockBehind: script.skew = -.hour
        default: (script.nap, script.mostCalls) = (.seconds(8 * 3_600), 20)
        }
        return script
    }
}
