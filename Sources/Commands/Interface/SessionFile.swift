import OperatingSystem
package import Logging
import Query
package import Runs
import RunTable
import UserConfiguration
package import TUI

/// The file that stores what the interface showed when the user left it.
package struct SessionFile: Sendable {
    /// The version of the format; no other one is read.
    private static let version: Int64 = 1
    /// The version of the filter language; filters of an older file are rewritten when they are
    /// read.
    private static let filterLanguage: Int64 = 2
    /// The most bytes to read.
    private static let limit = 64 * 1_024

    private let path: String
    /// The configured theme; a theme that was picked in place of another one is dropped.
    package var configuredTheme: String

    /// Creates a session file.
    package init(path: String, configuredTheme theme: String = Config().theme) {
        self.path = path
        configuredTheme = theme
    }

    /// Reads the session; nil without a readable one. `offset` is the zone's, by wall time.
    package func read(offset: @escaping (Timestamp) -> Int) -> Session? {
        guard let bytes = PrivateFile.bytes(of: path, limit: Self.limit),
            case .success(let value) = Result(catching: { try JSONParser.parse(bytes) }),
            value["version"]?.integer == Self.version
        else { return nil }
        let query = { Self.query($0, of: value, offset: offset) }
        guard let shown = SavedView(value, name: "", query: query) else { return nil }
        var session = Session()
        session.view = shown.view
        session.request = shown.request
        session.placement =
            value["details"]?.string.flatMap(DetailsPlacement.init) ?? session.placement
        session.saved = (value["views"]?.elements ?? []).compactMap {
            SavedView($0, name: $0["name"]?.string, query: query)
        }
        session.columns = value["columns"]?.elements.map(ColumnChoice.init(json:)) ?? .usual
        session.times =
            value["times"]?.string.flatMap(ShownTimes.Format.init) ?? session.times
        session.run = value["run"].flatMap(Session.SelectedRun.init)
        session.source = value["selected_source"]?.string.map(SourceName.init)
        if value["configured_theme"]?.string == configuredTheme {
            session.theme = value["theme"]?.string
        }
        return session
    }

    private static func query(
        _ filter: String, of file: JSONValue, offset: @escaping (Timestamp) -> Int
    ) -> Query? {
        let isPresent = file["filter_language"]?.integer == filterLanguage
        let text = isPresent ? filter : Query.quotingFormerWords(filter)
        return try? Query.parse(text, localOffset: offset)
    }

    /// Replaces the file; logs a failure.
    package func write(_ session: Session, log: Logger) {
        let value = JSONValue.object([
            .init("version", .integer(Self.version)),
            .init("filter_language", .integer(Self.filterLanguage)),
            .init("view", .string(session.view.name)),
            .init("filter", .string(session.request.query.text)),
            .init("sort", .string(session.request.order.key.rawValue)),
            .init("descending", .bool(session.request.order.descending)),
            .init("run", session.run.map(\.json) ?? .null),
            .init("details", .string(session.placement.rawValue)),
            .init("times", .string(session.times.rawValue)),
            .init("views", .array(session.saved.map(\.json))),
            .init("columns", .array(session.columns.entries.map(\.json))),
            .init("selected_source", session.source.map { .string($0.text) } ?? .null),
            .init("theme", session.theme.map(JSONValue.string) ?? .null),
            .init("configured_theme", .string(configuredTheme)),
        ])
        do throws(FileError) {
            try PrivateFile.replace(JSONWriter.text(of: value) + "\n", at: path)
        } catch {
            log.notice("session not kept", metadata: ["error": "\(error)"])
        }
    }
}

extension SavedView {
    fileprivate init?(_ value: JSONValue, name: String?, query: (String) -> Query?) {
        guard let name, let query = value["filter"]?.string.flatMap(query),
            let view = View.allCases.first(where: { $0.name == value["view"]?.string }),
            let key = value["sort"]?.string.flatMap(SortKey.init),
            case .bool(let isDescending)? = value["descending"]
        else { return nil }
        self.init(
            name: name, view: view,
            request: RunListing.Request(
                query: query, order: RunOrder(key: key, descending: isDescending)))
    }

    fileprivate var json: JSONValue {
        .object([
            .init("name", .string(name)), .init("view", .string(view.name)),
            .init("filter", .string(request.query.text)),
            .init("sort", .string(request.order.key.rawValue)),
            .init("descending", .bool(request.order.descending)),
        ])
    }
}

extension ColumnChoice {
    fileprivate init(json: [JSONValue]) {
        let entries = json.compactMap { value -> Entry? in
            guard let id = value["id"]?.string, case .bool(let isShown)? = value["shown"] else {
                return nil
            }
            return Entry(id: id, isShown: isShown, width: value["width"]?.integer.map { Int($0) })
        }
        let choice = ColumnChoice(entries)
        self = choice.entries.contains(where: \.isShown) ? choice : .usual
    }
}

extension ColumnChoice.Entry {
    fileprivate var json: JSONValue {
        .object([
            .init("id", .string(id)), .init("shown", .bool(isShown)),
            .init("width", width.map { .integer($0) } ?? .null),
        ])
    }
}

extension Session.SelectedRun {
    fileprivate init?(_ value: JSONValue) {
        guard let source = value["source"]?.string, let id = value["id"]?.string,
            let line = value["line"]?.integer, (0...10_000).contains(line)
        else { return nil }
        self.init(key: RunKey(source: SourceName(source), id: RunID(id)), line: Int(line))
    }

    fileprivate var json: JSONValue {
        .object([
            .init("source", .string(key.source.text)), .init("id", .string(key.id.text)),
            .init("line", .integer(line)),
        ])
    }
}
