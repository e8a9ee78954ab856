/// Writes runs as CSV (RFC 4180): the keys of the JSON, flattened, one record a line. Provider text
/// becomes SafeText on one line. An apostrophe precedes what a spreadsheet would run as a formula:
/// at the beginning of a cell, and after a semicolon, where many spreadsheets split cells if the
/// comma is the decimal sign, even within quotes.
package enum RunCSV {
    private struct Column: Sendable {
        let name: String
        let cell: @Sendable (Run) -> Cell
    }

    private enum Cell {
        /// Text from a provider or a user.
        case foreign(String?)
        /// A word, number or time that the program writes.
        case own(String?)
    }

    /// The most scalars in a cell, which is what spreadsheets accept.
    private static let cellLimit = 32_000

    private static let columns: [Column] = [
        Column(name: "source") { .foreign($0.source.text) },
        Column(name: "provider") { .own($0.provider.rawValue) },
        Column(name: "id") { .foreign($0.id.text) },
        Column(name: "pipeline_id") { .foreign($0.pipeline?.id.text) },
        Column(name: "pipeline_name") { .foreign($0.pipeline?.label) },
        Column(name: "status") { .own($0.status.rawValue) },
        Column(name: "raw_status") { .foreign($0.rawStatus) },
        Column(name: "trigger") { .foreign($0.trigger) },
        Column(name: "started_at") { .own($0.shownStart?.rfc3339) },
        Column(name: "finished_at") { .own($0.finishedAt?.rfc3339) },
        Column(name: "duration_ms") { .own($0.duration?.description) },
        Column(name: "attempt") { .own($0.attempt?.description) },
        Column(name: "http_status") { .own($0.httpStatus?.description) },
        Column(name: "request") { .foreign($0.request) },
        Column(name: "request_id") { .foreign($0.requestID) },
        Column(name: "event") { .foreign($0.event) },
        Column(name: "error_code") { .foreign($0.error?.code) },
        Column(name: "error_message") { .foreign($0.error?.message) },
        Column(name: "metadata") { .foreign($0.metadata.map(JSONWriter.text)) },
        Column(name: "related") { .foreign(JSONWriter.text(of: RunJSON.related($0.related))) },
        Column(name: "time_source") { .own($0.timeSource.rawValue) },
    ]

    /// The column names as a record with CR LF.
    package static let header = columns.map(\.name).joined(separator: ",") + "\r\n"

    /// Writes a run as a record with CR LF.
    package static func row(of run: Run) -> String {
        columns.map { text(of: $0.cell(run)) }.joined(separator: ",") + "\r\n"
    }

    private static func text(of cell: Cell) -> String {
        switch cell {
        case .own(let text): text ?? ""
        case .foreign(nil): ""
        case .foreign(let text?): quoted(neutral(text))
        }
    }

    /// Makes a text safe and puts an apostrophe before what would begin a formula.
    private static func neutral(_ raw: String) -> String {
        let safe = SafeText.line(raw, limit: cellLimit).text
        let parts = safe.unicodeScalars.split(separator: ";", omittingEmptySubsequences: false)
        var cell = ""
        for (place, part) in parts.enumerated() {
            // After a semicolon, quotes are not those around the cell.
            let visible = part.first {
                !$0.properties.isWhitespace && (place == 0 || $0 != "\"")
            }
            let first = place == 0 ? raw.unicodeScalars.first : nil
            if place > 0 { cell += ";" }
            if visible?.beginsFormula == true || first?.beginsFormula == true { cell += "'" }
            cell.unicodeScalars += part
        }
        return cell
    }

    private static func quoted(_ text: String) -> String {
        guard
            text.utf8.contains(where: { "\",;\t\r\n".utf8.contains($0) }) || text.hasPrefix(" ")
                || text.hasSuffix(" ")
        else { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}

extension Unicode.Scalar {
    /// Whether a spreadsheet may read a cell with this first character as a formula: `= + - @`,
    /// their full-width forms, tab, CR.
    fileprivate var beginsFormula: Bool {
        switch self {
        case "=", "+", "-", "@", "\t", "\r", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": true
        default: false
        }
    }
}
