import Providers
import Runs
import Testing

/// One API, set up for one test: what it serves, how often it was asked, and ways in.
struct ConformanceStage: Sendable {
    /// An account at the API, with a good key or another one.
    let client: @Sendable (Key) throws -> APIClient
    /// Replaces the runs that the API has.
    let serve: @Sendable ([ServedRun]) async -> Void
    /// Answers every call with a status and header fields, until `recover`.
    let fail: @Sendable (Int, [HeaderField]) async -> Void
    /// Changes the body of each good answer, which comes with the path that was asked for.
    let rewrite: @Sendable (@escaping Rewriting) async -> Void
    /// Ends what `fail` began.
    let recover: @Sendable () async -> Void
    /// How many calls came so far.
    let callCount: @Sendable () async -> Int
    /// Takes everything down.
    let strike: @Sendable () async -> Void

    /// Makes another body of a path's own.
    typealias Rewriting = @Sendable (String, JSONValue) -> JSONValue

    /// A key as the API sees it.
    enum Key: Sendable { case good, bad }
}

extension ConformanceStage {
    /// An API that is answered for in the test itself.
    static func scripted(
        unauthorized: String,
        answering: @escaping @Sendable ([ServedRun]) -> ScriptedTransport.Script
    ) -> ConformanceStage {
        let api = ScriptedAPI(unauthorized: unauthorized, script: answering([]))
        let transport = ScriptedTransport { _ in .json("{}") }
        return ConformanceStage(
            client: { key in
                try .scripted(transport) { Secret(key == .good ? "key" : "no key") }
            },
            serve: { runs in await api.serve(answering(runs), on: transport) },
            fail: { status, headers in
                await transport.answer { _ in .json("{}", status: status, headers: headers) }
            },
            rewrite: { change in await api.rewrite(change, on: transport) },
            recover: { await api.recover(transport) },
            callCount: { await transport.calls.count },
            strike: {})
    }
}

/// Checks keys before a script answers, and remembers the script.
private actor ScriptedAPI {
    private let unauthorized: String
    private var script: ScriptedTransport.Script

    init(unauthorized: String, script: @escaping ScriptedTransport.Script) {
        self.unauthorized = unauthorized
        self.script = script
    }

    func serve(_ script: @escaping ScriptedTransport.Script, on transport: ScriptedTransport) async
    {
        self.script = script
        await recover(transport)
    }

    func rewrite(
        _ change: @escaping ConformanceStage.Rewriting, on transport: ScriptedTransport
    ) async {
        let script = script
        self.script = { call throws(ProviderError) in
            let reply = try script(call)
            guard reply.status == 200, let body = try? JSONParser.parse(reply.body) else {
                return reply
            }
            return .json(change(call.path, body))
        }
        await recover(transport)
    }

    func recover(_ transport: ScriptedTransport) async {
        let (script, unauthorized) = (script, unauthorized)
        await transport.answer { call throws(ProviderError) in
            call.call.authorization == Secret("Bearer key")
                ? try script(call) : .json(unauthorized, status: 401)
        }
    }
}
