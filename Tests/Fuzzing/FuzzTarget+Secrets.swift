import Foundation
import Providers
import Runs

extension FuzzTarget {
    /// What takes secrets out of text. The first line is a secret; the rest is a text in which
    /// `{}` stands for it, `{%}` for it percent-encoded, `{j}` as JSON writes it, `{u}` with each
    /// character escaped, `{0}` to `{2}` in base64 behind so many bytes.
    static let redactor = FuzzTarget(
        name: "redactor",
        words: ["{}", "{%}", "{j}", "{u}", "{0}", "{1}", "{2}", "Bearer ", "Basic ", "<secret>"]
    ) { bytes in
        var violations = Violations()
        let lines = bytes.split(separator: 0x0A, maxSplits: 1, omittingEmptySubsequences: false)
        let secret = String(decoding: lines[0].prefix(64), as: UTF8.self)
        // One that could be put together of the mark itself is none that anybody has, and one with
        // controls is refused where it is fetched.
        guard lines.count == 2, secret.utf8.count >= 8,
            !secret.contains(where: { "<secret>".contains($0) }),
            secret.firstHarmfulScalar() == nil
        else { return [] }
        let forms = forms(of: secret)
        var text = String(decoding: lines[1], as: UTF8.self)
        for (mark, form) in forms { text = text.replacing(mark, with: form) }
        let redactor = Redactor()
        redactor.learn(Secret(secret))
        let told = redactor.redact(text)
        let error = redactor.redact(.unreachable(.other(text)))
        for (mark, form) in forms {
            for text in [told, "\(error)"] {
                violations.expect(
                    Array(text.utf8).firstRange(of: Array(form.utf8)) == nil,
                    "\(mark) is left in \(text)")
            }
        }
        return violations.found
    }

    private static func forms(of secret: String) -> [(mark: String, form: String)] {
        let digits = Array("0123456789ABCDEF".utf8).map { Character(Unicode.Scalar($0)) }
        let percent = secret.utf8.map { "%\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }
        let units = secret.utf16.map { unit in
            "\\u"
                + stride(from: 12, through: 0, by: -4).map {
                    String(digits[Int(unit >> UInt16($0)) & 15])
                }.joined()
        }
        let json = JSONWriter.text(of: .string(secret)).unicodeScalars.dropFirst().dropLast()
        var forms = [
            ("{}", secret), ("{%}", percent.joined()), ("{j}", String(json)),
        ]
        // Beyond ASCII, no reader of ours is shown a key in this form.
        if secret.utf8.allSatisfy({ $0 < 0x80 }) { forms.append(("{u}", units.joined())) }
        for offset in 0..<3 {
            let data = Data([UInt8](repeating: 0x41, count: offset) + Array(secret.utf8))
            forms.append(("{\(offset)}", data.base64EncodedString()))
        }
        return forms
    }
}
