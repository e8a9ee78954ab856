import Runs

extension FuzzTarget {
    /// The header fields of an answer, as far as anything is read from them.
    static let headers = FuzzTarget(
        name: "headers",
        words: [
            "HTTP 429\n", "HTTP 503\n", "HTTP 401\n", "Retry-After: ", "X-RateLimit-Limit: ",
            "X-RateLimit-Remaining: ", "X-RateLimit-Reset: ", "X-Request-ID: ", "Content-Type: ",
            "Sun, 06 Nov 1994 08:49:37 GMT", "100, 100;w=60", "text/html", "{key}",
        ]
    ) { bytes in
        var reading = ProviderReading(.polytomic)
        await reading.read(bytes)
        return reading.violations.found
    }

    /// The parser of times.
    static let time = FuzzTarget(
        name: "time", words: ["T", "Z", "+01:00", "-2359", ".123456789", "24:00", "23:59:60", "-"]
    ) { bytes in
        var violations = Violations()
        let text = String(decoding: bytes, as: UTF8.self)
        for offset in [0, 3_600, -86_399, .max / 2_000, .min / 2_000] {
            guard let read = Timestamp.parse(text, localOffset: { _ in offset }) else { continue }
            let written = read.timestamp.rfc3339
            violations.expect(
                Timestamp.parse(written)?.timestamp.rfc3339 == written, "\(written) is read apart")
            guard read.precision != .local else { continue }
            let years = -62_167_219_200_000...253_402_300_799_999 as ClosedRange<Int64>
            violations.expect(
                !years.contains(read.timestamp.milliseconds)
                    || Timestamp.parse(written)?.timestamp == read.timestamp,
                "\(text) becomes \(written)")
        }
        return violations.found
    }

    /// The reader and the writer of JSON.
    static let json = FuzzTarget(
        name: "json", words: ["\\u00e9", "\\ud83d\\ude00", "\\ud800", "1E+9", "[[", "{\"a\":"]
    ) { bytes in
        var violations = Violations()
        do {
            let value = try JSONParser.parse(bytes)
            let text = JSONWriter.text(of: value)
            violations.expect(try JSONParser.parse(Array(text.utf8)) == value, "\(text)")
            violations.expect(
                JSONWriter.text(of: value) == text, "it is not written twice alike")
        } catch let error as JSONSyntaxError {
            violations.expect((0...bytes.count).contains(error.offset), "\(error)")
        } catch {
            violations.expect(false, "\(error)")
        }
        return violations.found
    }

    /// What makes text harmless.
    static let safeText = FuzzTarget(
        name: "safe-text",
        words: [
            "\u{1B}[31m", "\u{1B}[0m", "\u{1B}]8;;http://x\u{7}", "\u{1B}P", "\u{1B}(",
            "\u{1B}\u{1B}",
            "🏽", "❤", "1\u{FE0F}\u{20E3}", "🇫🇷", "\u{115F}", "\u{0E33}", "\u{1F3F4}\u{E0067}",
        ]
    ) { bytes in
        let raw = String(decoding: bytes, as: UTF8.self)
        var violations = Violations()
        for limit in [1, 17, 90, 2_000] {
            let line = SafeText.line(raw, limit: limit).text
            let block = SafeText.block(raw, limit: limit).text
            violations.expectHarmless(line, "a line")
            violations.expectHarmless(
                block.replacing("\n", with: " "), "a block")
            violations.expect(
                line.utf8.elementsEqual(SafeText.line(line, limit: limit).text.utf8),
                "a line changes when it is made safe again, at \(limit)")
            violations.expect(
                block.utf8.elementsEqual(SafeText.block(block, limit: limit).text.utf8),
                "a block changes when it is made safe again, at \(limit)")
            violations.expect(
                line.unicodeScalars.count <= limit && block.unicodeScalars.count <= limit,
                "a limit of \(limit) is passed")
        }
        violations.expect(isInvariant(raw), "a block is not its lines, one after the other")
        return violations.found
    }

    /// Whether lines by themselves become what they become together. It is asked of text without
    /// anything that begins an escape sequence, which may go on in the next line.
    private static func isInvariant(_ raw: String) -> Bool {
        let scalars = raw.unicodeScalars
        guard
            !scalars.contains(where: {
                $0 == "\u{1B}" || ("\u{80}"..."\u{9F}").contains($0) || $0 == "\r"
            })
        else { return true }
        let lines = scalars.split(separator: "\n", omittingEmptySubsequences: false)
        let apart = lines.map { SafeText.block(String($0), limit: 1_000_000).text }
        let whole = SafeText.block(raw, limit: 1_000_000).text
        return apart.joined(separator: "\n").utf8.elementsEqual(whole.utf8)
    }
}
