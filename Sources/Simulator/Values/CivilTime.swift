/// A date and a time of day in UTC, in the proleptic Gregorian calendar.
struct CivilTime {
    var year: Int
    var month: Int
    var day: Int
    var hour: Int
    var minute: Int
    var second: Int
    /// Microseconds within the second.
    var fraction: Int

    private static let microsecondsPerDay: Int64 = 86_400_000_000

    init(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, fraction: Int) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
        self.fraction = fraction
    }

    /// Splits a moment into its calendar fields.
    init(_ moment: Moment) {
        let inDay = remainder(of: moment.microseconds, by: Self.microsecondsPerDay)
        let days = Int((moment.microseconds - inDay) / Self.microsecondsPerDay) + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let seconds = Int(inDay / 1_000_000)
        hour = seconds / 3_600
        minute = seconds / 60 % 60
        second = seconds % 60
        fraction = Int(inDay % 1_000_000)
    }

    /// The moment of these fields.
    var moment: Moment {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = Int64(era * 146_097 + dayOfEra - 719_468)
        let seconds = Int64(hour * 3_600 + minute * 60 + second)
        return Moment(
            microseconds: days * Self.microsecondsPerDay + seconds * 1_000_000 + Int64(fraction))
    }

    /// How many days a month has.
    static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// Returns the remainder of a division towards negative infinity, for a positive divisor.
func remainder(of dividend: Int64, by divisor: Int64) -> Int64 {
    let remainder = dividend % divisor
    return remainder < 0 ? remainder + divisor : remainder
}
