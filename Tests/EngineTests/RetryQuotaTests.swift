import Testing

@testable import Engine

/// How many retries the sources at one origin have.
struct RetryQuotaTests {
    /// How many retries are left.
    private func left(of quota: RetryQuota) -> Int {
        var quota = quota
        var count = 0
        while quota.spend() { count += 1 }
        return count
    }

    private func spend(_ retries: Int, of quota: inout RetryQuota) {
        for _ in 0..<retries {
            let isThere = quota.spend()
            #expect(isThere)
        }
    }

    @Test(arguments: [(0, 10), (1, 10), (10, 10), (11, 11), (500, 500)])
    func `each source has one, and even a single one has ten`(sources: Int, retries: Int) {
        #expect(left(of: RetryQuota(sources: sources)) == retries)
    }

    @Test func `sources that come bring retries, and what was spent stays spent`() {
        var quota = RetryQuota(sources: 20)
        spend(15, of: &quota)
        quota.share(among: 40)
        #expect(left(of: quota) == 25)
    }

    @Test func `sources that go take retries with them, never more than there are`() {
        var quota = RetryQuota(sources: 40)
        spend(15, of: &quota)
        quota.share(among: 30)
        #expect(left(of: quota) == 15)
        quota.share(among: 12)
        #expect(left(of: quota) == 0)
        // There are no debts: the first success gives one back.
        quota.refill()
        #expect(left(of: quota) == 1)
        // Of a full one as many are left as there are sources now.
        var full = RetryQuota(sources: 40)
        full.share(among: 2)
        #expect(left(of: full) == 10)
        full.refill()
        #expect(left(of: full) == 10)
    }

    @Test func `sharing it among as many as before changes nothing`() {
        var quota = RetryQuota(sources: 25)
        spend(7, of: &quota)
        let before = quota
        quota.share(among: 25)
        #expect(quota == before)
    }
}
