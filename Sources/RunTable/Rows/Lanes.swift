/// Sixteen numbers in vectors of two.
///
/// A wider vector must not be a stored property: LLVM gives every vector its natural alignment in
/// the memory of an `async` function, but reserves room for an alignment of 16 bytes only. If a
/// value with a vector of more than 16 bytes stays alive across an `await`, the function writes
/// beyond its memory (seen in Swift 6.3.1, at -O only).
struct Lanes<Scalar: SIMDScalar & FixedWidthInteger & Sendable>: Hashable, Sendable
where Scalar.SIMD2Storage: Sendable {
    private typealias Pair = SIMD2<Scalar>

    private var a: Pair
    private var b: Pair
    private var c: Pair
    private var d: Pair
    private var e: Pair
    private var f: Pair
    private var g: Pair
    private var h: Pair

    static var count: Int { 16 }

    @inline(__always)
    init(repeating value: Scalar) {
        let pair = Pair(repeating: value)
        (a, b, c, d, e, f, g, h) = (pair, pair, pair, pair, pair, pair, pair, pair)
    }

    /// The number at an index from 0 to 15.
    @inline(__always)
    subscript(place: Int) -> Scalar {
        get {
            precondition(place >= 0 && place < Self.count)
            return withUnsafeBytes(of: self) {
                $0.loadUnaligned(fromByteOffset: place * MemoryLayout<Scalar>.size, as: Scalar.self)
            }
        }
        set {
            precondition(place >= 0 && place < Self.count)
            withUnsafeMutableBytes(of: &self) {
                $0.storeBytes(
                    of: newValue, toByteOffset: place * MemoryLayout<Scalar>.size, as: Scalar.self)
            }
        }
    }

    /// The sum of all, with wrapping overflow.
    var wrappedSum: Scalar { (((a &+ b) &+ (c &+ d)) &+ ((e &+ f) &+ (g &+ h))).wrappedSum() }

    /// Combines the numbers of two, lane by lane.
    @inline(__always)
    private func combined(with other: Lanes, _ combine: (Pair, Pair) -> Pair) -> Lanes {
        var lanes = self
        lanes.a = combine(a, other.a)
        lanes.b = combine(b, other.b)
        lanes.c = combine(c, other.c)
        lanes.d = combine(d, other.d)
        lanes.e = combine(e, other.e)
        lanes.f = combine(f, other.f)
        lanes.g = combine(g, other.g)
        lanes.h = combine(h, other.h)
        return lanes
    }

    @inline(__always)
    static func &+ (left: Lanes, right: Lanes) -> Lanes { left.combined(with: right, &+) }

    @inline(__always)
    static func &- (left: Lanes, right: Lanes) -> Lanes { left.combined(with: right, &-) }

    @inline(__always)
    static func & (left: Lanes, right: Lanes) -> Lanes { left.combined(with: right, &) }

    @inline(__always)
    static func | (left: Lanes, right: Lanes) -> Lanes { left.combined(with: right, |) }

    @inline(__always)
    static prefix func ~ (lanes: Lanes) -> Lanes {
        lanes.combined(with: lanes) { pair, _ in ~pair }
    }
}
