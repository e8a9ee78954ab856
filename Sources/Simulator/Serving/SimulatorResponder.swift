import Hummingbird
import NIOCore

/// Between HTTP and the vendors: finds the vendor by the path's first segment.
struct SimulatorResponder: HTTPResponder {
    let state: SimulatorState

    /// How many bytes a request's body may have.
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
