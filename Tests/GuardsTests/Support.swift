import Foundation
import Guards
import TraceTesting

/// The built program in a folder of a test's own.
struct TestProgram {
  private let temporary: TemporaryFolder
  let run: ProgramRun

  init() throws {
    temporary = try TemporaryFolder()
    run = ProgramRun(program: Self.path, folder: temporary.url)
  }

  static var path: String { Bundle.main.bundleURL.appending(path: "gctrace").path }
}

/// Small and large logs.
enum Logs {
  static let small = """
    gctrace 1
    meta python 3.11.7
    type 1 list
    alloc 1 1 56
    ref 1 1
    release 1
    collect
    observed 2 1 0

    """

  /// Objects in rings; every other is dropped.
  static func rings(_ objects: Int, name: String = "list") -> String {
    var text = "gctrace 1\nmeta python 3.11.7\ntype 1 \(name)\n"
    for object in 1...objects {
      text += "alloc \(object) 1 56\nref \(object) \(object)\n"
      if object % 2 == 0 { text += "release \(object)\n" }
    }
    return text
  }
}
