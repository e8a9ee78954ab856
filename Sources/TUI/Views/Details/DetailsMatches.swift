import Terminal

/// Where a text stands in lines, without regard to case.
struct DetailsMatches {
    /// The lines that hold it, in order.
    let lines: [Int]

    init(_ text: String, in lines: [StyledLine]) {
        self.lines = lines.indices.filter { !Self.columns(of: text, in: lines[$0]).isEmpty }
    }

    /// The columns that a text takes up in a line, each time that it stands there.
    static func columns(of text: String, in line: StyledLine) -> [Range<Int>] {
        guard !text.isEmpty else { return [] }
        let whole = Array(line.map(\.text).joined())
        let (found, sought) = (whole.map(folded), text.map(folded))
        guard found.count >= sought.count else { return [] }
        var ranges: [Range<Int>] = []
        var place = 0
        while place + sought.count <= found.count {
            guard found[place] == sought[0],
                found[place..<(place + sought.count)].elementsEqual(sought)
            else {
                place += 1
                continue
            }
            let start = DisplayWidth.columns(of: String(whole[..<place]))
            let end = place + sought.count
            ranges.append(
                start..<(start + DisplayWidth.columns(of: String(whole[place..<end]))))
            place = end
        }
        return ranges
    }

    private static func folded(_ character: Character) -> String { character.lowercased() }
}
