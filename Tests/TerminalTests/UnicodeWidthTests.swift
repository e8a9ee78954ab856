import Testing
import TestSupport

@testable import Terminal

/// Widths held against Unicode's own data.
struct UnicodeWidthTests {
    @Test func `every scalar takes the columns that Unicode gives it`() throws {
        var wrong: [String] = []
        for stretch in try UnicodeWidths().stretches {
            for value in stretch.scalars {
                guard let scalar = Unicode.Scalar(value),
                    DisplayWidth.columns(of: scalar) != stretch.columns
                else { continue }
                wrong.append("\(String(value, radix: 16)) is not \(stretch.columns)")
            }
        }
        #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(20))")
    }

    @Test func `every emoji takes two columns, and one cell with its right half`() throws {
        let emoji = try UnicodeWidths().emoji
        #expect(emoji.count > 4_500)
        var wrong: [String] = []
        for sign in emoji {
            let pieces = sign.text.flatMap { DisplayWidth.pieces(of: $0) }
            guard
                DisplayWidth.columns(of: sign.text) != sign.columns || pieces.count != 1
                    || pieces[0].text != sign.text
            else { continue }
            let scalars = sign.text.unicodeScalars.map { String($0.value, radix: 16) }
            wrong.append(scalars.joined(separator: " "))
        }
        #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(20))")
    }
}
