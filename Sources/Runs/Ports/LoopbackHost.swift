/// The hosts that are this machine, the only ones that plain http may reach.
package enum LoopbackHost {
    /// Whether a host is `localhost`, a complete address of 127.0.0.0/8, or `::1`, with or without
    /// brackets. Names are not resolved.
    package static func includes(_ host: String) -> Bool {
        let bare =
            host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        if bare.lowercased() == "localhost" || bare == "::1" { return true }
        let parts = bare.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt8(part) : nil
        }
        return parts.count == 4 && numbers.count == 4 && numbers[0] == 127
    }
}

/// The port in an address.
package enum AddressPort {
    /// Whether an address names no port or a valid one (1 to 65,535). Foundation accepts others,
    /// while the network library ends the process on them.
    package static func isUsable(in address: String) -> Bool {
        guard let mark = address.firstRange(of: "://") else { return true }
        let authority = address[mark.upperBound...].prefix { !"/?#".contains($0) }
        let place = authority.lastIndex(of: "@").map { authority[$0...].dropFirst() } ?? authority
        let end = place.first == "[" ? place.firstIndex(of: "]") : nil
        let rest = end.map { place[$0...].dropFirst() } ?? place.drop { $0 != ":" }
        guard !rest.isEmpty else { return true }
        let digits = rest.dropFirst()
        guard rest.first == ":", (1...5).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(digits)
        else { return false }
        return (1...65_535).contains(port)
    }
}
