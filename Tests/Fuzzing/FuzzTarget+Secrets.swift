import Foundation
import Providers
import Runs

extension FuzzTarget {
    /// What takes secrets out of text. The first line is a secret; the rest is a text in which
    /// `{}` stands for it, `{%}` for it percent-encoded, `{j}` as JSON writes it, `{u}` with each
    /// character escaped, `{0}` to `{2}` in base64 behind so many bytes; `{%%}`, `{jj}`, `{uu}` and
    /// so on for it encoded twice, the last one outermost.
    static let redactor = FuzzTarget(
        name: "redactor",
        words: [
            "{}", "{%}", "{j}", "{u}", "{0}", "{1}", "{2}", "{%%}", "{jj}", "{uu}", "{u%}", "{%j}",
            "%25", "\\\\", "\\u005c", "Bearer ", "Basic ", "<secret>",
        ]
    ) { bytes in
        var violations = Violations()
        let lines = bytes.split(separator: 0x0A, maxSplits: 1, omittingEmptySubsequences: false)
        let secret = String(decoding: lines[0].prefix(64), as: UTF8.self)
        // One with controls is refused where it is fetched.
        guard lines.count == 2, secret.utf8.count >= 8, secret.firstHarmfulScalar() == nil
        else { return [] }
        var text = String(decoding: lines[1].prefix(512), as: UTF8.self)
        let forms = forms(of: secret).filter { text.contains($0.mark) && !mayHoldMark($0.form) }
        for (mark, form) in forms { text = text.replacing(mark, with: form) }
        let redactor = Redactor()
        redactor.learn(Secret(secret))
        let reported = redactor.redact(text)
        // Not as it is described, which escapes what is no key into one.
        var texts = [reported]
        if case .unreachable(.other(let words)) = redactor.redact(.unreachable(.other(text))) {
            texts.append(words)
        }
        violations.expect(texts.count == 2, "an error became another")
        for (mark, form) in forms {
            for text in texts {
                violations.expect(
                    Array(text.utf8).firstRange(of: Array(form.utf8)) == nil,
                    "\(mark) is left in \(text)")
            }
        }
        return violations.found
    }

    /// Whether a text may be put together of the mark that stands for secrets and what is around it.
    private static func mayHoldMark(_ form: String) -> Bool {
        let mark = Array("<secret>".utf8)
        let form = Array(form.utf8)
        return form.firstRange(of: mark) != nil
            || (1...mark.count).contains { count in
                form.starts(with: mark.suffix(count)) || form.suffix(count) == mark.prefix(count)
            }
    }

    private static func forms(of secret: String) -> [(mark: String, form: String)] {
        var forms = [("{}", secret)]
        var last = [("", secret)]
        for _ in 0..<2 {
            last = last.flatMap { mark, text in
                [
                    (mark + "%", percent(text)), (mark + "j", json(text)),
                    (mark + "u", escapes(text)),
                ]
            }
            forms += last.map { ("{\($0)}", $1) }
        }
        for offset in 0..<3 {
            let data = Data([UInt8](repeating: 0x41, count: offset) + Array(secret.utf8))
            forms.append(("{\(offset)}", data.base64EncodedString()))
        }
        return forms
    }

    private static func percent(_ text: String) -> String {
        text.utf8.map { "%" + hexadecimal(UInt16($0), digits: 2) }.joined()
    }

    private static func json(_ text: String) -> String {
        String(JSONWriter.text(of: .string(text)).unicodeScalars.dropFirst().dropLast())
    }

    /// Small digits and great ones by turns, as both are written.
    private static func escapes(_ text: String) -> String {
        text.utf16.enumerated().map { place, unit in
            let digits = hexadecimal(unit, digits: 4)
            return "\\u" + (place % 2 == 0 ? digits : digits.lowercased())
        }.joined()
    }

    private static func hexadecimal(_ number: UInt16, digits: Int) -> String {
        let text = String(number, radix: 16, uppercase: true)
        return String(repeating: "0", count: digits - text.utf8.count) + text
    }
}
