import Terminal
import Testing

struct RectTests {
    private let rect = Rect(column: 2, row: 3, columns: 10, rows: 5)

    @Test func `a negative extent is empty`() {
        #expect(Rect(column: 0, row: 0, columns: -4, rows: 2).columns == 0)
        #expect(Size(columns: -1, rows: -2) == Size(columns: 0, rows: 0))
        #expect(Rect(column: 0, row: 0, columns: 3, rows: 0).isEmpty)
    }

    @Test func `cutting keeps the rest in place`() {
        #expect(rect.removingTop(2) == Rect(column: 2, row: 5, columns: 10, rows: 3))
        #expect(rect.removingBottom(2) == Rect(column: 2, row: 3, columns: 10, rows: 3))
        #expect(rect.removingLeft(4) == Rect(column: 6, row: 3, columns: 6, rows: 5))
        #expect(rect.removingRight(4) == Rect(column: 2, row: 3, columns: 6, rows: 5))
        #expect(rect.top(1) == Rect(column: 2, row: 3, columns: 10, rows: 1))
        #expect(rect.bottom(1) == Rect(column: 2, row: 7, columns: 10, rows: 1))
        #expect(rect.left(3) == Rect(column: 2, row: 3, columns: 3, rows: 5))
        #expect(rect.right(3) == Rect(column: 9, row: 3, columns: 3, rows: 5))
        #expect(rect.rows(1..<3) == Rect(column: 2, row: 4, columns: 10, rows: 2))
        #expect(rect.columns(1..<3) == Rect(column: 3, row: 3, columns: 2, rows: 5))
        #expect(
            rect.inset(columns: 1, rows: 2) == Rect(column: 3, row: 5, columns: 8, rows: 1))
    }

    @Test(arguments: [Int.min, -1, 0, 1, 5, 6, 10, 11, 1000, Int.max])
    func `the two parts of a split make up the whole`(count: Int) {
        let (top, below) = rect.split(top: count)
        #expect(top.rows + below.rows == rect.rows && below.row == top.endRow)
        let (above, bottom) = rect.split(bottom: count)
        #expect(above.rows + bottom.rows == rect.rows && bottom.row == above.endRow)
        let (left, rest) = rect.split(left: count)
        #expect(left.columns + rest.columns == rect.columns && rest.column == left.endColumn)
        let (before, right) = rect.split(right: count)
        #expect(before.columns + right.columns == rect.columns)
        #expect(right.column == before.endColumn)
    }

    @Test(arguments: [Int.min, -7, 3, 100, Int.max])
    func `no cut leaves a negative extent or reaches outside`(count: Int) {
        for part in [
            rect.inset(columns: count, rows: count), rect.top(count), rect.bottom(count),
            rect.left(count), rect.right(count), rect.removingTop(count),
            rect.removingBottom(count), rect.removingLeft(count), rect.removingRight(count),
        ] {
            #expect(part.columns >= 0 && part.rows >= 0)
            #expect(part.isEmpty || part.intersection(rect) == part)
        }
    }

    @Test func `an intersection is what both have`() {
        let other = Rect(column: 8, row: 0, columns: 100, rows: 4)
        #expect(rect.intersection(other) == Rect(column: 8, row: 3, columns: 4, rows: 1))
        let apart = Rect(column: 50, row: 50, columns: 1, rows: 1)
        #expect(rect.intersection(apart).isEmpty)
        let endless = Rect(column: .min, row: .min, columns: .max, rows: .max)
        #expect(rect.intersection(endless).isEmpty)
    }

    @Test func `a rectangle contains its corners and nothing past its end`() {
        #expect(rect.contains(Point(column: 2, row: 3)))
        #expect(rect.contains(Point(column: 11, row: 7)))
        #expect(!rect.contains(Point(column: 12, row: 7)))
        #expect(!rect.contains(Point(column: 11, row: 8)))
    }
}
