import OperatingSystem
import Providers
import UserConfiguration

extension Composition {
    static func checkCertificates(of reading: inout ConfigReading, _ origin: ConfigOrigin) {
        for source in origin.read(of: reading) {
            guard let file = source.caFile, let reason = unusable(file) else { continue }
            reading.report(.unusableCertificates(file, reason: reason), at: "ca-file", of: source)
        }
    }

    private static func unusable(_ file: String) -> String? {
        do throws(FileError) {
            let bytes = try OpenedFile(at: file).bytes
            return TrustedCertificates(pem: bytes) == nil ? "there is no certificate in it" : nil
        } catch {
            switch error {
            case .missing: return "there is no such file"
            case .unreadable(_, let reason): return "it cannot be read: \(reason)"
            case .exists, .unwritable: return describe(error)
            }
        }
    }

    static func proxyMistakes(of reading: ConfigReading, _ origin: ConfigOrigin) -> [String] {
        let proxies = ProxySettings(environment: origin.environment)
        return origin.read(of: reading).compactMap { source in
            guard let base = source.address.flatMap(BaseURL.init) else { return nil }
            do throws(ProxyMistake) {
                _ = try proxies.proxy(to: base)
                return nil
            } catch {
                return "source \"\(source.name ?? base.origin)\": \(error.words)"
            }
        }
    }
}

extension ConfigOrigin {
    /// The sources that the program reads.
    fileprivate func read(of reading: ConfigReading) -> [SourceOutline] {
        let wanted = Set(sources)
        return reading.outlines.filter { source in
            wanted.isEmpty ? source.isEnabled : source.name.map(wanted.contains) ?? true
        }
    }
}

extension ProxyMistake {
    /// Words the mistake without the proxy's address, which may hold a password.
    var words: String {
        let reason =
            switch reason {
            case .malformed: "it is no address such as http://proxy.example:3128"
            case .scheme(let scheme): "a proxy over \(scheme) is not supported, only over http"
            }
        return "\(variable) cannot be used: \(reason); "
            + "correct it, or name the source's host in NO_PROXY"
    }
}
