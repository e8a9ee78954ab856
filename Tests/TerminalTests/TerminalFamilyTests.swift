import Testing

@testable import Terminal

struct TerminalFamilyTests {
    @Test(
        arguments: [
            (nil, 25), ("500", 500), ("0", 0), ("1000", 1_000), ("99999999", 3_000), ("-5", 0),
            ("", 25), ("soon", 25), ("99999999999999999999", 25),
        ] as [(String?, Int)])
    func `ESCDELAY is what the user set, within reason`(wanted: String?, delay: Int) {
        #expect(TerminalFamily.escapeDelay(wanted) == delay)
    }

    @Test(
        arguments: [
            (120, 40, 120, 40), (65_535, 65_535, 1_000, 500), (32_767, 1, 1_000, 1),
            (1, 32_767, 1, 500), (1, 1, 1, 1), (0, 0, 80, 24), (0, 40, 80, 24), (80, 0, 80, 24),
            (-1, 40, 80, 24), (1_000, 500, 1_000, 500), (1_001, 501, 1_000, 500),
        ])
    func `a window is drawn on as far as a screen can reach`(
        columns: Int, rows: Int, drawnColumns: Int, drawnRows: Int
    ) {
        #expect(
            Size.drawn(columns: columns, rows: rows)
                == Size(columns: drawnColumns, rows: drawnRows))
    }
}
