import NIOSSL

/// Certificate authorities that are trusted in place of the system's.
package struct TrustedCertificates: Hashable, Sendable {
    let certificates: [NIOSSLCertificate]

    /// Reads certificates in PEM; nil where there is none in it, or one that cannot be read.
    package init?(pem: [UInt8]) {
        do {
            certificates = try NIOSSLCertificate.fromPEMBytes(pem)
        } catch {
            // The library says no more than that it could not.
            return nil
        }
        if certificates.isEmpty { return nil }
    }
}
