/// The hosts that are this machine itself, the only ones that plain http may reach.
package enum LoopbackHost {
    /// Tells whether a host is `localhost`, an address of 127.0.0.0/8 in full, or `::1`, with or
    /// without brackets. Names are not resolved.
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
