import GRDB
package import Runs

extension HistoryError {
    init(_ error: any Error) {
        switch error {
        case let known as HistoryError: self = known
        case let failure as DatabaseError:
            let reason = failure.message ?? failure.resultCode.description
            switch failure.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .damaged(reason: reason)
            default: self = .unavailable(reason: reason)
            }
        default: self = .unavailable(reason: "\(error)")
        }
    }

    /// The error as a sentence for the user.
    package var sentence: String {
        switch self {
        case .unavailable(let reason): "the history cannot be used: \(reason)"
        case .busy: "another process has locked the history"
        case .newerSchema(let found, let known):
            "the history was written by a later synctop (schema \(found), this one knows \(known))"
        case .damaged(let reason): "the history is damaged: \(reason)"
        case .replaced: "the history was damaged, and a new one was begun"
        }
    }
}
