import Query
import Runs
import Testing
import TestSupport

@testable import RunTable

/// The parts that columns and lists are made of, each held against a plain one.
struct ColumnPartsTests {
    @Test(arguments: [0, 1, 7, 8, 9, 63, 64, 65, 127, 128, 1_000, 1_016, 1_023, 1_024])
    func `a set of rows holds those that pass, up to the last`(count: Int) {
        let first = RowBits.first(count)
        #expect(first.count == count && first.isEmpty == (count == 0))
        #expect(RowBits.rows(below: count) { _ in true } == first)
        var handed: [Int] = []
        first.forEach { handed.append($0) }
        #expect(handed == Array(0..<count))
        // Bytes that differ in their first or last bit alone, and both ends.
        let some: [UInt8] = [4, 5, 132, 4, 0, 255, 3]
        let bytes = ContiguousArray<UInt8>((0..<count).map { some[$0 % 7] })
        for byte: UInt8 in [0, 3, 4, 5, 132, 255, 254] {
            let found = RowBits.rows(of: bytes, equalTo: byte)
            let expected = RowBits.rows(below: count) { bytes[$0] == byte }
            #expect(found == expected, "\(byte)")
            #expect(found.count == bytes.count { $0 == byte })
        }
    }

    @Test func `a row is put into a set and taken out of it`() {
        var bits = RowBits.none
        for place in [0, 63, 64, 511, 1_023] {
            bits[place] = true
            #expect(bits[place] && bits.count == 1)
            #expect((~bits).count == 1_023 && !(~bits)[place])
            bits[place] = false
            #expect(bits.isEmpty)
        }
    }

    @Test func `of what nobody knows neither a test nor its opposite is certain`() {
        let (some, more) = (RowBits.first(2), RowBits.first(5))
        let answer = RowAnswer(certain: some, possible: more)
        #expect(answer.unsure.count == 3)
        #expect((~answer).unsure == answer.unsure)
        #expect((~answer).certain == ~more && (~answer).possible == ~some)
        let known = RowAnswer(RowBits.first(3))
        #expect((answer | known).certain.count == 3 && (answer | known).possible.count == 5)
        #expect((answer & known).certain.count == 2 && (answer & known).possible.count == 3)
    }

    @Test func `rows are read in portions, the last of which may be smaller`() {
        let leaf = QueryLeaf(subject: .anything, test: .text(.contains("x")))
        let cases: [(Int, [Int])] = [
            (0, []), (1, [1]), (32, [32]), (33, [32, 1]), (70, [32, 32, 6]),
        ]
        for (count, sizes) in cases {
            let unread = UnreadPayloads(leaf: leaf, chunk: 3, rows: RowBits.first(count))
            let portions = unread.portions(of: 32)
            #expect(portions.map(\.rows.count) == sizes)
            #expect(portions.reduce(RowBits.none) { $0 | $1.rows } == unread.rows)
            #expect(portions.allSatisfy { $0.row(1) == 3_073 })
        }
    }

    @Test func `a value for some rows is kept in order`() {
        var sparse = Sparse<Int>()
        var truth: [Int: Int] = [:]
        var random = SeededRandom(seed: 5)
        for _ in 0..<2_000 {
            let place = Int.random(in: 0..<60, using: &random)
            let value: Int? = Bool.random(using: &random) ? place * 3 : nil
            sparse[place] = value
            truth[place] = value
            #expect(sparse.count == truth.count && sparse.isEmpty == truth.isEmpty)
        }
        #expect((0..<60).allSatisfy { sparse[$0] == truth[$0] })
    }

    private static func made(_ count: Int, _ key: (UInt64) -> UInt64) -> [UInt64] {
        (0..<count).map { key(UInt64($0)) }
    }

    private static let keys: [[UInt64]] = [
        [7], [7, 7, 7], [.max, .max], [3, .max, 1, 3, .max, 0], made(3_000) { $0 * 7_919 % 5 },
        made(3_000) { $0 * 7_919 % 3_001 + 10_000_000_000 },
        made(1_025) { $0 % 4 == 0 ? UInt64.max : $0 * 104_729 % 1_009 },
        // All the room that is left beside a place, and one more.
        made(1_025) { $0 % 3 == 0 ? 0x1F_FFFF_FFFF_FFFF : $0 % 5 },
        made(1_025) { $0 % 3 == 0 ? 0x20_0000_0000_0000 : $0 % 5 },
        made(1_025) { ($0 * 104_729) << 40 | ($0 % 7) },
        [.max - 1, 0, .max, .max - 1, 0x1_0000_0000, 0xFFFF_FFFF], [0, 1 << 63], [1 << 63, 0],
    ]

    @Test(arguments: keys.indices)
    func `numbers are sorted, equal ones in the order they had`(number: Int) {
        let keys = Self.keys[number]
        let rising = Array(keys.indices)
        for order in [rising, Array(rising.reversed())] {
            let places = ContiguousArray(order.map { UInt32($0) })
            let sorted = RadixSort.sort(places, by: ContiguousArray(keys))
            let expected = order.enumerated().sorted {
                (keys[$0.element], $0.offset) < (keys[$1.element], $1.offset)
            }
            #expect(sorted.map { Int($0) } == expected.map(\.element))
        }
    }

    @Test func `an index finds the latest of equal rows, beyond its first segment as well`() {
        func mixed(_ row: Int) -> UInt64 { UInt64(row % 65_600) &* 0x9E37_79B9_7F4A_7C15 }
        var index = RowIndex()
        for row in 0..<70_000 { index.append(row: row, hash: mixed(row)) }
        for row in [0, 1, 127, 128, 129, 32_768, 65_535, 65_536, 65_537, 69_999] {
            #expect(index.first(of: mixed(row)) { $0 == row } == row)
        }
        #expect(index.first(of: mixed(5)) { $0 == 5 || $0 == 65_605 } == 65_605)
        #expect(index.first(of: mixed(5)) { _ in false } == nil)
        #expect(RowIndex().first(of: 1) { _ in true } == nil)
    }

    private static let long = (0..<5_000).map { UInt32($0) * 3 }

    @Test(arguments: [
        (0, 0), (0, 1), (2_047, 2_048), (2_047, 2_049), (2_048, 2_050), (2_040, 4_100),
        (4_096, 5_000), (0, 5_000), (4_999, 5_000),
    ])
    func `any part of a list is read over its pieces`(from: Int, to: Int) {
        let list = RowList(ContiguousArray(Self.long))
        #expect(Array(list[from..<to]) == Array(Self.long[from..<to]))
    }

    @Test(arguments: [0, 1, 2_047, 2_048, 2_049, 4_096, 4_999, 5_000])
    func `rows are put in before any place`(place: Int) {
        for count in [1, 3_000] {
            let come = (0..<count).map { UInt32($0) * 3 + 1 }
            var list = RowList(ContiguousArray(Self.long))
            list.insert(ContiguousArray(come), at: place)
            var expected = Self.long
            expected.insert(contentsOf: come, at: place)
            #expect(list.count == expected.count)
            #expect(Array(list[0..<list.count]) == expected)
            #expect(list.firstIndex(of: 1) == place && list[place] == 1)
            #expect(list.firstIndex(of: 2) == nil)
        }
    }

    @Test func `of a list those rows are left that are found`() {
        let list = RowList([2_000, 5, 1_023, 1_024, 7, 0])
        var found = ContiguousArray([RowBits.none, RowBits.none])
        found[0][5] = true
        found[0][1_023] = true
        found[1][976] = true
        let left = list.filtered(by: found)
        #expect(Array(left[0..<left.count]) == [2_000, 5, 1_023])
    }

    @Test func `distinct values have numbers from one on, and a copy does not see later ones`() {
        var interned = Interned<String>()
        let codes = (0..<600).map { interned.intern("v\($0)") }
        #expect(codes == (1...600).map { UInt32($0) })
        let copy = interned
        let again = interned.intern("v255")
        #expect(again == 256 && interned.last == 600)
        #expect(interned.bytes == 10 * 2 + 90 * 3 + 500 * 4)
        let (new, none) = (interned.intern("new"), interned.intern(nil))
        #expect(new == 601 && copy.code(of: "new") == nil && copy.last == 600)
        #expect(interned[0] == nil && interned[1] == "v0" && interned[257] == "v256")
        #expect(interned[601] == "new" && interned[602] == nil && copy[601] == nil)
        #expect(none == 0)
    }

    @Test func `texts keep their case, and are compared by their bytes`() {
        let texts = [
            "", "a", "A", "Ab", "aB", String(repeating: "x", count: 61) + "YZ",
            String(repeating: "x", count: 63), "Q", String(repeating: "y", count: 130) + "Q",
            "q", "run-1234", "run-12345", "run-123", "é", "Z\u{FF}",
        ]
        var arena = TextArena()
        for text in texts { bytes(text).withUnsafeBufferPointer { arena.append($0) } }
        arena.close()
        #expect(arena.count == texts.count)
        for (place, text) in texts.enumerated() {
            #expect(arena[place] == text)
            for (other, another) in texts.enumerated() {
                let isEqual = bytes(another).withUnsafeBufferPointer {
                    arena.equals($0, at: place)
                }
                #expect(isEqual == (place == other), "\(text) and \(another)")
                let isBefore = bytes(text).lexicographicallyPrecedes(bytes(another))
                #expect(arena.precedes(place, arena, other) == isBefore)
                if arena.prefix(at: place) < arena.prefix(at: other) { #expect(isBefore) }
            }
        }
        #expect(arena.prefix(at: 2) == 0x4100_0000_0000_0000)
        #expect(arena.prefix(at: 10) == 0x7275_6E2D_3132_3334)
        #expect(arena.prefix(at: 11) == arena.prefix(at: 10))
    }

    @Test func `a text is listed up to its limit, and never ends within an escape sequence`() {
        let whole = String(repeating: "x", count: ListedText.limit)
        #expect(ListedText.of(whole) == whole && !ListedText.isCut(whole))
        #expect(ListedText.of(whole + "y") == whole + "…")
        #expect(ListedText.isCut(whole + "…"))
        #expect(ListedText.beginning(of: whole + "…") == String(whole.dropLast()))
        #expect(ListedText.of(nil) == nil)
        #expect(!ListedText.isCut("short…"))
        // The shortest beginning that there is: four bytes do not fit, nor does an ESC stay.
        let short = String(whole.dropLast(4))
        let listed = ListedText.of(short + "\u{1B}😀")
        #expect(listed == short + "…")
        #expect(listed.map(ListedText.isCut) == true)
        let almost = String(whole.dropLast())
        #expect(ListedText.of(almost + "\u{1B}[0m") == almost + "…")
    }
}
