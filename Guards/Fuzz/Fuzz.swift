import Glibc
import Guards

/// The session of this process, which its first input creates. libFuzzer calls from one thread.
private nonisolated(unsafe) var session: FuzzSession?

/// libFuzzer's entry point. `TARGET` in the environment names the target, and `WORK` the folder of its database.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  do {
    if unsafe session == nil { unsafe session = try FuzzSession(target(), folder: folder()) }
    try unsafe session?.run(input)
  } catch {
    fatalError("\(error)")
  }
  return 0
}

private func target() -> FuzzTarget {
  let name = unsafe getenv("TARGET").map { unsafe String(cString: $0) } ?? "reader"
  guard let target = FuzzTarget(rawValue: name) else {
    fatalError("TARGET is one of \(FuzzTarget.allCases.map(\.rawValue)), found \(name)")
  }
  return target
}

private func folder() -> String {
  unsafe getenv("WORK").map { unsafe String(cString: $0) } ?? "."
}
