import Foundation
import Simulator
import Synchronization

/// Ways in which a vendor gives back what it was sent: one after the other, for ever.
enum EchoingVendor {
    /// What the next answer is.
    fileprivate enum Way: CaseIterable {
        case asItIs, row, refusal, fault, redirect, page, plain
    }

    /// How a vendor fares.
    enum Mood {
        /// Most calls fail.
        case bad
        /// Few do, so that there is something to see.
        case good

        fileprivate var ways: [Way] {
            switch self {
            case .bad: Way.allCases
            case .good: [.row, .asItIs, .row, .row, .asItIs, .row, .row, .row, .row, .fault]
            }
        }
    }

    /// Makes a vendor repeat credentials, in a refusal, an error, a redirect, a web page, a text and
    /// in the runs themselves; between them it answers as usual.
    static func echo(
        _ server: SimulatorServer, _ vendor: SimulatedVendor, _ mood: Mood
    ) async {
        await server.removeOverrides(for: vendor)
        let count = Mutex(0)
        await server.override(
            ResponseOverride(times: nil) { request, answer in
                let number = count.withLock { count in
                    defer { count += 1 }
                    return count
                }
                let ways = mood.ways
                return echo(ways[number % ways.count], request, answer)
            }, for: vendor)
    }

    private static func echo(
        _ way: Way, _ request: SimulatedRequest, _ answer: SimulatedResponse
    ) -> SimulatedResponse {
        let sent = sent(request)
        let headers = [
            ("x-request-id", "for \(sent)"), ("x-echo", sent),
            ("location", "/?key=\(encoded(sent))"),
        ]
        let error: JSON = [
            "code": .string(sent), "key": .string(sent), "title": .string("no: \(sent)"),
            "message": .string("bad: \(sent) \(Data(sent.utf8).base64EncodedString())"),
            "error": ["code": .string(sent), "message": .string("\(encoded(sent)) is bad")],
            "errors": [["title": .string(sent), "detail": .string("sent: \(sent)")]],
        ]
        switch way {
        case .asItIs: return answer
        case .row: return answer.status == 200 ? rows(answer, sent) : answer
        case .refusal: return SimulatedResponse(status: 401, json: error, headers: headers)
        case .fault: return SimulatedResponse(status: 500, json: error, headers: headers)
        case .redirect:
            return SimulatedResponse(status: 302, headers: headers, body: Array(sent.utf8))
        case .page:
            return SimulatedResponse(
                status: 200, headers: [("content-type", "text/html; key=\(encoded(sent))")],
                body: Array("<html>\(sent)</html>".utf8))
        case .plain:
            return SimulatedResponse(
                status: 502, headers: [("content-type", "text/plain")],
                body: Array((String(repeating: "x", count: 480) + sent).utf8))
        }
    }

    /// The answer with what was sent in place of some words that runs are told with; a token that
    /// is handed out stays what it is.
    private static func rows(
        _ answer: SimulatedResponse, _ sent: String
    ) -> SimulatedResponse {
        var answer = answer
        let escaped = sent.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        var text = String(decoding: answer.body, as: UTF8.self)
        for word in ["the ", "manual", "request", "GET ", "POST ", "Received "] {
            text = text.replacing(" \(word)", with: " \(escaped) \(word)")
        }
        answer.body = Array(text.utf8)
        return answer
    }

    /// All of a request that it was signed with.
    private static func sent(_ request: SimulatedRequest) -> String {
        let form = String(decoding: request.body, as: UTF8.self)
        let values = form.split(separator: "&").compactMap { field in
            field.split(separator: "=").last.flatMap { String($0).removingPercentEncoding }
        }
        let header = request.headers["authorization"] ?? ""
        let isForm = request.headers["content-type"]?.contains("form") == true
        return ([header] + (isForm ? values : [])).joined(separator: " ")
    }

    private static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
    }
}
