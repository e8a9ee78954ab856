/// The number that represents a status in stored bytes; it never changes, whatever the order in
/// which statuses are declared or sorted.
extension RunStatus {
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

extension ByteWriter {
    /// Writes a provider kind: its number, or 255 and its name.
    package mutating func write(_ kind: ProviderKind) {
        if let number = ProviderKind.numbered.firstIndex(of: kind) {
            write(byte: UInt8(number))
        } else {
            write(byte: .max)
            write(kind.rawValue)
        }
    }
}

extension ByteReader {
    package mutating func providerKind() throws(CodecError) -> ProviderKind {
        let number = try byte()
        guard number < .max else { return ProviderKind(rawValue: try text()) }
        guard number < ProviderKind.numbered.count else { throw .invalid }
        return ProviderKind.numbered[Int(number)]
    }
}

/// The number that represents a time source in stored bytes; it never changes.
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
