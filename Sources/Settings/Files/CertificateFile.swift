/// A file of certificates to trust, as `ca-file` names it.
package enum CertificateFile {
    /// Reads its bytes, at most a mebibyte.
    ///
    /// - Throws: `fileMissing` or `fileUnreadable`.
    package static func bytes(of path: String) throws(SettingsFailure) -> [UInt8] {
        try OpenedFile(settingsAt: path).bytes
    }
}
