import Runs

extension ProblemText {
    /// Words why there is no secret, and what to do about it.
    static func words(_ failure: SecretFailure) -> String {
        switch failure {
        case .variableUnset(let place):
            "\(words(place)) names an environment variable that is not set; "
                + "set it where synctop is started"
        case .fileUnreadable(let place, let reason):
            "\(words(place)) names a file that cannot be read: \(reason); "
                + "name one that synctop may read"
        case .fileExposed(let path): "\(path) can be read by others; chmod 600 it"
        case .notARegularFile(let path): "\(path) is not a regular file; name one"
        case .fileOfSomebodyElse(let path): "\(path) belongs to somebody else; chown it"
        case .commandFailed(let name, let exitCode):
            "\(name) ended with status \(exitCode); run it by hand to see why"
        case .commandTimedOut(let name):
            "\(name) gave no secret in time; it has 10 s at most, less where --timeout is shorter, "
                + "and nobody to ask"
        case .commandNotFound(let place):
            "\(words(place)) names a command that is not there; check PATH, and write each argument "
                + "as an item of its own"
        case .commandRefused(let name, let reason):
            "\(name) cannot be run: \(reason); it has to be a program, or a script that begins "
                + "with #! and may be executed"
        case .empty(let origin):
            "\(words(origin)) is empty where a secret should be; \(remedy(origin))"
        case .tooLarge(let origin):
            "\(words(origin)) holds more than a secret can be; \(remedy(origin))"
        case .notText(let origin): "\(words(origin)) is no UTF-8 text; \(remedy(origin))"
        case .malformed(let origin):
            "the secret of \(words(origin)) holds a line break or another control character; "
                + remedy(origin)
        }
    }

    /// Names a place without what is written there, which may be the secret itself.
    private static func words(_ place: SecretPlace?) -> String {
        place?.description ?? "the configuration"
    }

    private static func words(_ origin: SecretOrigin) -> String {
        switch origin {
        case .variable(let name): "the environment variable \(name)"
        case .file(let path): "the file \(path)"
        case .command(let name): "the output of \(name)"
        case .settings: "the configuration"
        }
    }

    private static func remedy(_ origin: SecretOrigin) -> String {
        switch origin {
        case .variable: "set it to the secret where synctop is started"
        case .file: "write the secret into it, in one line"
        case .command: "run it by hand to see what it writes"
        case .settings: "write the secret there in one line, or name where it is"
        }
    }
}
