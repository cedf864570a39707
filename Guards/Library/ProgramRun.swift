package import Foundation
package import TraceTesting

/// The built program, run in a folder under limits that a shell sets.
package struct ProgramRun {
  package let program: String
  package let folder: URL

  /// - Parameters:
  ///   - program: the path of gctrace.
  ///   - folder: where it runs.
  package init(program: String, folder: URL) {
    self.program = program
    self.folder = folder
  }

  /// Runs the program to its end, after a line of shell such as `ulimit -f 100`.
  package func run(
    _ arguments: String...,
    after prelude: String = ":"
  ) throws -> Subprocess.Outcome {
    try start(arguments, after: prelude).finish()
  }

  /// Starts the program after a line of shell, and returns at once.
  package func start(
    _ arguments: [String],
    after prelude: String = ":"
  ) throws -> Subprocess.Running {
    var shell = Subprocess(
      URL(filePath: "/bin/sh"),
      ["-c", prelude + "; exec \"$0\" \"$@\"", program] + arguments,
      in: folder
    )
    // Without a backtrace, a crash ends the program by its signal at once.
    shell.environment = ["SWIFT_BACKTRACE": "enable=no"]
    return try shell.start()
  }

  /// The names of the files in the folder, sorted.
  package var files: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
  }

  package func path(_ name: String) -> String { folder.appending(path: name).path }

  package func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: folder.appending(path: name))
  }
}
