import Foundation
import Fuzzing

/// Feeds one target with what libFuzzer makes up, as `Tests/Scripts/fuzz` asks for.
@main enum Fuzzer {
    /// libFuzzer's own beginning: this program has its own `main`, so that one serves all targets.
    @_silgen_name("LLVMFuzzerRunDriver")
    private static func drive(
        _ count: UnsafeMutablePointer<CInt>,
        _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
        _ one: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
    ) -> CInt

    private static let target = ProcessInfo.processInfo.environment["SYNCTOP_FUZZ_TARGET"]
        .flatMap(FuzzTarget.named)

    static func main() {
        guard target != nil else {
            print(FuzzTarget.all.map(\.name).joined(separator: "\n"))
            return
        }
        var count = CommandLine.argc
        var arguments = CommandLine.unsafeArgv
        exit(drive(&count, &arguments) { start, count in Fuzzer.feed(start, count) })
    }

    private static func feed(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
        guard let target else { return 0 }
        let bytes = Array(UnsafeBufferPointer(start: start, count: count))
        let isDone = DispatchSemaphore(value: 0)
        Task {
            let found = await target.check(bytes)
            if !found.isEmpty {
                FileHandle.standardError.write(Data(("ERROR: \(found)\n").utf8))
                abort()
            }
            isDone.signal()
        }
        isDone.wait()
        return 0
    }
}
