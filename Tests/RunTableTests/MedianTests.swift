import Query
import Runs
import RunTable
import Testing

struct MedianTests {
    @Test(arguments: [([], nil), ([7], 7), ([9, 1], 9), ([5, 1, 9], 5), ([4, 4, 1, 9, 8], 4)])
    func `the median is the middle one, the greater of two`(values: [Int], median: Int?) {
        #expect(values.median == median)
    }
}
