/// The port that is written in an address.
package enum AddressPort {
    /// Tells whether an address names no port, or one from 1 to 65,535.
    ///
    /// Foundation reads larger numbers, and takes a port that it cannot read for none. The network
    /// library ends the process at a number that is no port.
    ///
    /// - Parameter address: An address with its scheme.
    /// - Returns: Whether a connection can be made to it.
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
