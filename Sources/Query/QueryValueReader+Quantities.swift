import Runs

extension QueryValueReader {
    /// The end of a whole day that a date alone means.
    enum Edge {
        case start
        case end
    }

    func number(_ value: QueryValueText, _ field: QueryField) throws(QueryMistake) -> QueryTest {
        guard let number = Int64(value.text) else {
            throw QueryMistake(.notWhole(field, value.text), at: value.range)
        }
        return .number(value.comparison ?? .equal, QueryNumber(number))
    }

    func duration(_ value: QueryValueText, _ field: QueryField) throws(QueryMistake) -> QueryTest {
        guard let duration = RunDuration.parse(value.text) else {
            throw QueryMistake(.notADuration(field, value.text), at: value.range)
        }
        return .duration(
            value.comparison ?? .equal, milliseconds: duration.milliseconds,
            unit: duration.smallestUnit)
    }

    /// Reads an age or a time; a date alone is a day of the local zone.
    func time(
        _ value: QueryValueText, _ field: QueryField, edge: Edge
    ) throws(QueryMistake) -> QueryTime {
        if let age = RunDuration.parse(value.text) { return .ago(milliseconds: age.milliseconds) }
        guard let parsed = Timestamp.parse(value.text, localOffset: localOffset) else {
            throw QueryMistake(.notATime(field, value.text), at: value.range)
        }
        switch (parsed.precision, edge) {
        case (.instant, _), (.local, _): return .at(parsed.timestamp)
        case (.day, .start): return .at(local(parsed.timestamp))
        case (.day, .end):
            let next = parsed.timestamp.advanced(byMilliseconds: 86_400_000)
            return .at(local(next).advanced(byMilliseconds: -1))
        }
    }

    private func local(_ midnight: Timestamp) -> Timestamp {
        midnight.advanced(byMilliseconds: -Int64(localOffset(midnight)) * 1_000)
    }
}
