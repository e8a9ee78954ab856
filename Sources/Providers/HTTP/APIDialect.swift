import Foundation
import Runs

/// What one vendor's API wants of every call, and how it words its errors.
struct APIDialect: Hashable, Sendable {
    /// How the secret is sent.
    var authorization = AuthorizationScheme.bearer
    /// Header fields that go with every call.
    var headers: [HeaderField] = []
    /// Where an error's body holds what.
    var errors: ErrorEnvelope
}

/// How a secret is sent in the `Authorization` field.
enum AuthorizationScheme: Hashable, Sendable {
    /// `Bearer`, followed by the secret.
    case bearer
    /// `Basic`, with the secret as the password of a user (RFC 7617).
    case basic(user: String)

    /// Builds the field's value.
    func value(_ secret: Secret) -> Secret {
        switch self {
        case .bearer:
            Secret("Bearer \(secret.reveal())")
        case .basic(let user):
            Secret("Basic \(Data("\(user):\(secret.reveal())".utf8).base64EncodedString())")
        }
    }
}
