/// The number that stands for a status in stored bytes; it never changes, whatever the order in
/// which statuses are declared or sorted.
extension RunStatus {
    /// The stored number.
    package var code: UInt8 {
        switch self {
        case .queued: 0
        case .running: 1
        case .succeeded: 2
        case .warning: 3
        case .failed: 4
        case .skipped: 5
        case .cancelled: 6
        case .info: 7
        case .unknown: 8
        }
    }

    package init(code: UInt8) throws(CodecError) {
        guard let status = Self.allCases.first(where: { $0.code == code }) else { throw .invalid }
        self = status
    }
}

/// The number that stands for a kind of API in stored bytes; it never changes.
extension ProviderKind {
    /// The stored number.
    package var code: UInt8 {
        switch self {
        case .well: 0
        case .supermetrics: 1
        case .elasticPath: 2
        case .leadlex: 3
        case .polytomic: 4
        }
    }

    package init(code: UInt8) throws(CodecError) {
        guard let kind = Self.allCases.first(where: { $0.code == code }) else { throw .invalid }
        self = kind
    }
}

/// The number that stands for the origin of a time in stored bytes; it never changes.
extension TimeSource {
    package var code: UInt8 {
        switch self {
        case .provider: 0
        case .date: 1
        case .firstSeen: 2
        }
    }

    package init(code: UInt8) throws(CodecError) {
        switch code {
        case 0: self = .provider
        case 1: self = .date
        case 2: self = .firstSeen
        default: throw .invalid
        }
    }
}
