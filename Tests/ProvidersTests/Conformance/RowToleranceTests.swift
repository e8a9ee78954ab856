import Providers
import Runs
import Testing

/// What becomes of rows that are not as the vendor's page has them; the same for every API.
@Suite struct RowToleranceTests {
    /// What may be between a field and its value.
    enum Absence: Sendable, CaseIterable { case null, missing }

    @Test(arguments: ConformanceCase.all, Absence.allCases)
    func `a row is read whatever it leaves out`(row: ConformanceCase, absence: Absence) async throws
    {
        for path in row.shape.optional.map(Self.steps) {
            let poll = try await read(row) { rows in
                rows.map { $0.setting(path, to: absence == .null ? .null : nil) }
            }
            #expect(poll.runs.map(\.id.text) == Self.ids, "\(path)")
            #expect(poll.rejected.isEmpty, "\(path)")
        }
    }

    @Test(arguments: ConformanceCase.all)
    func `whole numbers may come as texts`(row: ConformanceCase) async throws {
        let poll = try await read(row) { rows in
            rows.map { value in
                row.shape.integers.map(Self.steps).reduce(value) { value, path in
                    value.replacing(path) { number in
                        number.isNull ? .null : .string(number.scalarText ?? "")
                    }
                }
            }
        }
        #expect(Set(poll.runs.map(RunFacts.init)) == Set(Self.runs.map(row.facts)))
    }

    @Test(arguments: ConformanceCase.all)
    func `a word that no table knows is an unknown status, and is kept`(
        row: ConformanceCase
    ) async throws {
        let word = Self.steps(row.shape.word)
        let poll = try await read(row) { rows in
            rows.map { $0.setting(word, to: row.shape.strangeWord) }
        }
        #expect(poll.runs.map(\.id.text) == Self.ids)
        #expect(poll.runs.allSatisfy { $0.status == .unknown })
        #expect(poll.runs.allSatisfy { $0.rawStatus == row.shape.strangeWord.scalarText })
    }

    @Test(arguments: ConformanceCase.all)
    func `a status word means the same in capitals and with blanks, and is kept as it came`(
        row: ConformanceCase
    ) async throws {
        let word = Self.steps(row.shape.word)
        let poll = try await read(row) { rows in
            rows.map { value in
                value.replacing(word) { .string(" \($0.scalarText?.uppercased() ?? "") \n") }
            }
        }
        #expect(Set(poll.runs.map(RunFacts.init)) == Set(Self.runs.map(row.facts)))
        let raw = poll.runs.compactMap(\.rawStatus)
        #expect(raw.count == Self.ids.count)
        #expect(raw.allSatisfy { $0.hasPrefix(" ") && $0.hasSuffix(" \n") })
        #expect(raw.allSatisfy { $0 == $0.uppercased() })
    }

    @Test(arguments: ConformanceCase.all)
    func `members that nobody knows change nothing`(row: ConformanceCase) async throws {
        let poll = try await read(row) { rows in rows.map(\.withStrangers) }
        #expect(Set(poll.runs.map(RunFacts.init)) == Set(Self.runs.map(row.facts)))
        #expect(poll.rejected.isEmpty)
    }

    @Test(arguments: ConformanceCase.all)
    func `a row that cannot be read is told of and takes no other with it`(
        row: ConformanceCase
    ) async throws {
        let poll = try await read(row) { rows in
            rows.isEmpty ? [] : [rows[0], row.shape.broken] + rows.dropFirst()
        }
        #expect(Set(poll.runs.map(RunFacts.init)) == Set(Self.runs.map(row.facts)))
        #expect(!poll.rejected.isEmpty)
    }

    /// Rows that are not JSON, as servers write them.
    static let scraps = [
        #"{"id":"scrap","rate":NaN}"#, #"{"id":"scrap","rate":-Infinity}"#,
        "{\"id\":\"scrap\",\"error\":\"line one\nline two\"}",
        #"{"id":"scrap","error":"half \uD8"}"#, #"{"id":"scrap","count":01}"#,
        #"{"id":"scrap","error":"said "no" to it"}"#, #"{"id":"scrap",}"#,
        #"{"id":"scrap","deep":"# + String(repeating: "[", count: 300)
            + String(repeating: "]", count: 300) + "}",
    ]

    @Test(arguments: ConformanceCase.all, scraps)
    func `a row that is not JSON is counted, and takes no other with it`(
        row: ConformanceCase, scrap: String
    ) async throws {
        let poll = try await read(row) { rows in
            // A number is written as it stands.
            rows.isEmpty ? [] : [rows[0], .number(scrap)] + rows.dropFirst()
        }
        #expect(Set(poll.runs.map(RunFacts.init)) == Set(Self.runs.map(row.facts)))
        #expect(Set(poll.rejected) == [RejectedRow(id: "scrap", field: nil)])
    }

    @Test(arguments: ConformanceCase.all)
    func `a time that cannot be read is told of, and its run is shown`(
        row: ConformanceCase
    ) async throws {
        guard let path = row.shape.time else { return }
        let poll = try await read(row) { rows in
            rows.map { $0.setting(Self.steps(path), to: .string("the other day")) }
        }
        #expect(poll.runs.map(\.id.text) == Self.ids)
        #expect(poll.observations.allSatisfy { $0.unreadableTimes == [path] })
        let none = try await read(row) { rows in
            rows.map { $0.setting(Self.steps(path), to: .string("0001-01-01T00:00:00Z")) }
        }
        #expect(none.runs.map(\.id.text) == Self.ids)
        #expect(none.observations.allSatisfy { $0.unreadableTimes.isEmpty })
    }

    @Test(arguments: ConformanceCase.all, [JSONValue.array([]), .null])
    func `a page without rows, or with null in their place, is an empty one`(
        row: ConformanceCase, rows: JSONValue
    ) async throws {
        let poll = try await read(row, page: { $0.setting(row.shape.rows, to: rows) })
        #expect(poll.runs.isEmpty)
        #expect(poll.rejected.isEmpty)
    }

    private static let runs = ServedRun.finished(10)
    private static let ids = runs.map(\.id).sorted()

    private static func steps(_ path: String) -> [String] {
        path.split(separator: ".").map(String.init)
    }

    /// Reads ten runs from an API whose rows are changed on the way.
    private func read(
        _ row: ConformanceCase, rows change: @escaping @Sendable ([JSONValue]) -> [JSONValue]
    ) async throws -> Poll {
        try await read(row) { page in
            page.replacing(row.shape.rows) { .array(change($0.elements ?? [])) }
        }
    }

    /// Reads ten runs from an API whose pages are changed on the way.
    private func read(
        _ row: ConformanceCase, page change: @escaping @Sendable (JSONValue) -> JSONValue
    ) async throws -> Poll {
        let stage = try await row.stage()
        do {
            await stage.serve(Self.runs)
            await stage.rewrite { path, page in
                path.hasSuffix(row.shape.suffix) ? change(page) : page
            }
            let poll = try await Poll.run(row.provider(try stage.client(.good)), atMost: 40)
            await stage.strike()
            return poll
        } catch {
            await stage.strike()
            throw error
        }
    }
}
