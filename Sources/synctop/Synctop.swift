import ArgumentParser

@main struct Synctop: ParsableCommand {
    func run() { print("synctop") }
}
