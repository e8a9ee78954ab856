/// The words for what a person should know of the filter.
package enum FilterText {
    /// Tells how many texts the filter's regular expressions gave up; nil if none.
    package static func tooHard(_ count: Int) -> String? {
        switch count {
        case 0: nil
        case 1: "1 text was too hard for the regular expression: its runs are not listed"
        default:
            "\(ShortText.count(count)) texts were too hard for the regular expression: "
                + "their runs are not listed"
        }
    }
}
