import Foundation
import Hummingbird
import NIOCore

/// Finds the vendor by the path's first segment.
struct SimulatorResponder: HTTPResponder {
    let state: SimulatorState

    private static let largestBody = 64 * 1_024

    func respond(to request: Request, context: SimulatorContext) async throws -> Response {
        let target = request.uri.string
        let afterSlash = target.dropFirst()
        let name = afterSlash.prefix { $0 != "/" && $0 != "?" }
        guard target.hasPrefix("/"), let vendor = SimulatedVendor(rawValue: String(name)) else {
            return Response(
                status: .notFound,
                body: ResponseBody(byteBuffer: ByteBuffer(string: "no such vendor\n")))
        }
        var headers: [String: String] = [:]
        for field in request.headers { headers[field.name.canonicalName] = field.value }
        let body = try await request.body.collect(upTo: Self.largestBody)
        let simulated = SimulatedRequest(
            method: request.method.rawValue, target: String(afterSlash.dropFirst(name.count)),
            headers: headers, body: Array(body.readableBytesView))
        return try await deliver(
            await state.respond(to: simulated, of: vendor), over: context.channel)
    }
}

extension SimulatorResponder {
    func deliver(_ response: SimulatedResponse, over channel: any Channel) async throws -> Response
    {
        var fields = HTTPFields()
        for header in response.headers {
            guard let name = HTTPFields.Element.Name(header.name) else { continue }
            fields.append(HTTPFields.Element(name: name, value: header.value))
        }
        return Response(
            status: HTTPResponse.Status(code: response.status), headers: fields,
            body: try await body(of: response, over: channel))
    }

    private func body(
        of response: SimulatedResponse, over channel: any Channel
    ) async throws -> ResponseBody {
        let bytes = response.body
        let half = ByteBuffer(bytes: bytes.prefix(bytes.count / 2))
        switch response.delivery {
        case .whole:
            return ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        case .never:
            // Stopping the server cancels this task.
            while true { try await Task.sleep(for: .seconds(3_600)) }
        case .truncated:
            return ResponseBody(contentLength: bytes.count) { writer in
                try await writer.write(half)
                throw ConnectionBroken()
            }
        case .reset:
            return ResponseBody(contentLength: bytes.count) { writer in
                try await writer.write(half)
                // Without lingering, closing sends a reset instead of an orderly end.
                let reset = linger(l_onoff: 1, l_linger: 0)
                try await (channel as? any SocketOptionProvider)?.setSoLinger(reset).get()
                throw ConnectionBroken()
            }
        case .dripping:
            return ResponseBody(contentLength: bytes.count) { writer in
                for byte in bytes {
                    try await writer.write(ByteBuffer(bytes: [byte]))
                    try await Task.sleep(for: .seconds(1))
                }
                try await writer.finish(nil)
            }
        }
    }
}

/// Thrown into the server, which then closes the connection.
private struct ConnectionBroken: Error {}

/// A request's context with its connection, so that a response can break it.
struct SimulatorContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
