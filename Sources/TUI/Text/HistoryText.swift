/// The words for what a person should know of the history.
package enum HistoryText {
    /// Tells how many kept runs are left out because they cannot be read.
    package static func leftOut(_ count: Int) -> String {
        count == 1
            ? "1 kept run could not be read and is left out"
            : "\(ShortText.count(count)) kept runs could not be read and are left out"
    }

    /// Tells how many kept runs are about to be removed.
    package static func expiring(_ count: Int) -> String {
        "\(ShortText.count(count)) kept \(count == 1 ? "run is" : "runs are") older than retention "
            + "and will be removed little by little"
    }
}
