/// The client of a store and its tokens, which contain their own expiry.
struct ElasticPathTokens {
    let clientID: String
    let clientSecret: String
    /// A token that was made by hand and never expires.
    let readyToken: String
    private let seal: UInt64

    /// In seconds.
    static let lifetime = 3_600

    init(seed: UInt64) {
        var draw = SplitMix64(seed: seed, 31)
        clientID = draw.hex(digits: 32)
        clientSecret = draw.hex(digits: 32)
        readyToken = "ep_sim_" + draw.hex(digits: 32)
        seal = draw.next()
    }

    func grant(_ request: SimulatedRequest, at now: Moment) throws(Refusal) -> JSON {
        guard let form = request.form else {
            throw .badRequest("The body has to be a form")
        }
        func field(_ name: String) -> String? { form.first { $0.name == name }?.value }
        guard field("grant_type") == "client_credentials" else {
            throw .badRequest("The grant_type has to be client_credentials")
        }
        guard field("client_id") == clientID, field("client_secret") == clientSecret else {
            throw .unauthorized
        }
        let expiry = Int(now.seconds) + Self.lifetime
        return [
            "access_token": .string(token(expiring: expiry)),
            "identifier": "client_credentials",
            "expires": .integer(expiry),
            "expires_in": .integer(Self.lifetime),
            "token_type": "Bearer",
        ]
    }

    func accepts(_ request: SimulatedRequest, at now: Moment) -> Bool {
        guard case .bearer(let token)? = Authorization(request) else { return false }
        if token == readyToken { return true }
        guard let expiry = token.split(separator: ".").first.flatMap({ Int($0) }),
            token == self.token(expiring: expiry)
        else { return false }
        return now.seconds < Int64(expiry)
    }

    private func token(expiring expiry: Int) -> String {
        var draw = SplitMix64(seed: seal, UInt64(bitPattern: Int64(expiry)))
        return "\(expiry).\(draw.hex(digits: 32))"
    }
}
