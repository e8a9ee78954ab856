import Runs

extension CommandError {
    /// Complains about a word that names no command.
    ///
    /// - Parameters:
    ///   - word: What was typed where a command stands.
    ///   - commands: The names of those that there are.
    package init(noCommand word: String, among commands: [String]) {
        let nearest = EditDistance.nearest(to: word, among: commands).first
        let hint = nearest.map { "; did you mean `synctop \($0)`?" } ?? ""
        self.init(
            [
                "there is no command \"\(word)\"\(hint)",
                "There are: \(commands.joined(separator: ", ")); `synctop --help` tells of each.",
            ], status: .usage)
    }
}
