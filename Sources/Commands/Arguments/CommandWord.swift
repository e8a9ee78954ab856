import Runs

extension CommandError {
    /// Reports a word that names no command.
    package init(noCommand word: String, among commands: [String]) {
        let nearest = EditDistance.nearest(to: word, among: commands).first
        let hint = nearest.map { "; did you mean `synctop \($0)`?" } ?? ""
        self.init(
            [
                "there is no command \"\(word)\"\(hint)",
                "There are: \(commands.joined(separator: ", ")); `synctop --help` describes them.",
            ], status: .usage)
    }
}
