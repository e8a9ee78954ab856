// Swift 6.3.1 at -O: `report` reserves too little memory for what it keeps across its second
// `await`. Its frame is { Counts, <16 x i32>, Ten, pointer, pointer }. Room is reserved as if the
// vector were aligned to 16 bytes, but LLVM aligns it to 64 and so moves what stands behind it.

struct Counts {
    var lanes = SIMD16<UInt32>(repeating: 1)
    var a = 1, b = 2, c = 3, d = 4
}

struct Ten {
    var a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8, i = 9, j = 10
}

@inline(never) func counts() async -> Counts {
    await Task.yield()
    return Counts()
}

@inline(never) func change(_ ten: inout Ten) async {
    await Task.yield()
    ten.a += 1
}

@inline(never) func report() async -> Int {
    var ten = Ten()
    let lanes = await counts().lanes
    await change(&ten)
    return Int(lanes.wrappedSum()) + ten.a
}

@main struct Main {
    static func main() async { print(await report()) }
}
