import Foundation

/// Secrets that are looked for wherever a program may have left them.
struct Canary: Sendable {
    /// A place that was searched, and a form of a secret that was found there.
    struct Hit: Hashable, CustomStringConvertible {
        let place: String
        let form: String
        var description: String { "\(form) in \(place)" }
    }

    private let forms: [(name: String, bytes: Data)]

    /// Takes secrets by the names of their places.
    init(_ secrets: [(place: String, secret: String)]) {
        forms = secrets.flatMap { place, secret in
            Self.forms(of: secret).map { ("\(place) \($0.name)", Data($0.text.utf8)) }
        }
    }

    /// As it is, percent-encoded, as JSON writes it, and what base64 makes of it at each of the
    /// three places that it may have in a group.
    private static func forms(of secret: String) -> [(name: String, text: String)] {
        let plain = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        let percent = secret.addingPercentEncoding(withAllowedCharacters: plain) ?? secret
        let json = secret.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        var forms = [
            ("raw", secret), ("percent", percent), ("percent lower", percent.lowercased()),
            ("JSON", json), ("JSON slashes", json.replacing("/", with: "\\/")),
            ("JSON escapes", secret.utf16.map { "\\u" + String(format: "%04x", $0) }.joined()),
        ]
        for offset in 0..<3 {
            let bytes = Data([UInt8](repeating: 0, count: offset) + Array(secret.utf8))
            let whole = bytes.count * 8 / 6
            let text = bytes.base64EncodedString().prefix(whole).dropFirst((offset * 8 + 5) / 6)
            forms.append(("base64 at \(offset)", String(text)))
            let url = text.replacing("+", with: "-").replacing("/", with: "_")
            forms.append(("base64url at \(offset)", String(url)))
        }
        return forms
    }

    /// How many texts are looked for.
    var formCount: Int { forms.count }

    /// What is found in some bytes.
    func hits(in data: Data, of place: String) -> [Hit] {
        forms.filter { data.range(of: $0.bytes) != nil }.map { Hit(place: place, form: $0.name) }
    }

    /// What is found in the files below a folder.
    ///
    /// - Parameters:
    ///   - folder: The folder.
    ///   - excluded: The names of files that hold the secrets by their purpose.
    /// - Returns: The hits, the files searched by their names, and how many bytes they have.
    func search(
        _ folder: String, except excluded: Set<String>
    ) -> (hits: [Hit], files: [String], bytes: Int) {
        var hits: [Hit] = []
        var files: [String] = []
        var bytes = 0
        let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String }
        for name in names ?? [] where !excluded.contains(name) {
            let path = folder + "/" + name
            guard let data = FileManager.default.contents(atPath: path) else { continue }
            hits += self.hits(in: data, of: name)
            hits += self.hits(in: Data(name.utf8), of: "the name \(name)")
            files.append(name)
            bytes += data.count
        }
        return (hits, files, bytes)
    }

    /// What is found on the command lines of all processes there are.
    func searchCommandLines() -> (hits: [Hit], bytes: Int) {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        var hits: [Hit] = []
        var bytes = 0
        for process in processes where process.allSatisfy(\.isNumber) {
            let path = "/proc/\(process)/cmdline"
            guard let data = FileManager.default.contents(atPath: path) else { continue }
            hits += self.hits(in: data, of: path)
            bytes += data.count
        }
        return (hits, bytes)
    }
}
