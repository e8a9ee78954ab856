import Terminal

/// The places of a text in lines, ignoring case, also across line wraps.
struct DetailsMatches {
    /// The matched columns, by line number.
    private(set) var columns: [Int: [Range<Int>]] = [:]
    /// The lines where a match begins, in order.
    private(set) var lines: [Int] = []

    init(_ text: String, in lines: some Collection<StyledLine>) {
        let sought = text.map(Self.folded)
        guard !sought.isEmpty else { return }
        var before: [Character] = []
        for (number, line) in lines.enumerated() {
            let characters = Array(line.map(\.text).joined())
            if number > 0 { noteWrapped(sought, from: before, to: characters, number) }
            let places = Self.places(of: sought, in: characters.map(Self.folded))
            if !places.isEmpty, self.lines.last != number { self.lines.append(number) }
            for place in places { note(place..<(place + sought.count), of: characters, number) }
            before = characters
        }
    }

    /// Notes a match across a line wrap, which replaced a space or split a long word.
    private mutating func noteWrapped(
        _ sought: [String], from before: [Character], to next: [Character], _ number: Int
    ) {
        let reach = sought.count - 1
        let (tail, head) = (before.suffix(reach), next.prefix(reach))
        guard !tail.isEmpty, !head.isEmpty else { return }
        for gap in [[], [" "]] {
            let joined = tail.map(Self.folded) + gap + head.map(Self.folded)
            let found = Self.places(of: sought, in: joined).first {
                $0 < tail.count && $0 + sought.count > tail.count + gap.count
            }
            guard let found else { continue }
            if lines.last != number - 1 { lines.append(number - 1) }
            note(before.count - tail.count + found..<before.count, of: before, number - 1)
            note(0..<(found + sought.count - tail.count - gap.count), of: next, number)
            return
        }
    }

    private mutating func note(_ range: Range<Int>, of line: [Character], _ number: Int) {
        let start = DisplayWidth.columns(of: String(line[..<range.lowerBound]))
        let width = DisplayWidth.columns(of: String(line[range]))
        columns[number, default: []].append(start..<(start + width))
    }

    private static func places(of sought: [String], in found: [String]) -> [Int] {
        var places: [Int] = []
        var place = 0
        while place + sought.count <= found.count {
            guard found[place] == sought[0],
                found[place..<(place + sought.count)].elementsEqual(sought)
            else {
                place += 1
                continue
            }
            places.append(place)
            place += sought.count
        }
        return places
    }

    private static func folded(_ character: Character) -> String { character.lowercased() }
}
