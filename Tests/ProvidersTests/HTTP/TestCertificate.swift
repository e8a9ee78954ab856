import NIOSSL

/// A certificate for `api.example.com` and `localhost` that signs itself, good until 2120, made for
/// these tests and of no use anywhere else.
enum TestCertificate {
    static let pem = """
        -----BEGIN CERTIFICATE-----
        MIIBeDCCAR6gAwIBAgIBATAKBggqhkjOPQQDAjAXMRUwEwYDVQQDDAxzeW5jdG9w
        IHRlc3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBcxFTATBgNV
        BAMMDHN5bmN0b3AgdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABKp3T5W4
        wK8S6cGRFhVfJp5gqPU5u05fMcUsY610U+I7hDa10d3ANo63jID6yF+lDuds4tH6
        ElabTi9UIlXVKXSjWTBXMCUGA1UdEQQeMByCD2FwaS5leGFtcGxlLmNvbYIJbG9j
        YWxob3N0MA8GA1UdEwEB/wQFMAMBAf8wHQYDVR0OBBYEFIOLGJtLGhzMsKRjXTzU
        2zDDYKzPMAoGCCqGSM49BAMCA0gAMEUCIQCLSvi3zHE1rZwT/vNmULyJPa+9m0aA
        3ptE44wrOkcQUAIgOLX2mlGBMgWnO9RXSHzJlgOPFfSHegtxDQLE7hZ4AQ4=
        -----END CERTIFICATE-----
        """

    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgx1pRroMavSRlBFI0
        2wRxxGlXHbaKO+BtCOTNIrCISuShRANCAASqd0+VuMCvEunBkRYVXyaeYKj1ObtO
        XzHFLGOtdFPiO4Q2tdHdwDaOt4yA+shfpQ7nbOLR+hJWm04vVCJV1Sl0
        -----END PRIVATE KEY-----
        """

    /// What a server needs to speak TLS under this certificate.
    static func serverContext() throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8))
        let key = try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem)
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)))
    }
}
