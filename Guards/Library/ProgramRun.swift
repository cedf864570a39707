package import Foundation

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

  /// How a run ended.
  package struct Outcome: Equatable, Sendable {
    /// The exit status, or the signal's number.
    package var status: Int32
    package var isKilled: Bool
    package var output: String
    package var errors: String
    package var seconds: Double
  }

  /// Runs the program to its end, after a line of shell such as `ulimit -f 100`.
  package func run(_ arguments: String..., after prelude: String = ":") throws -> Outcome {
    try finish(try start(arguments, after: prelude))
  }

  /// A run that goes on.
  package struct Running {
    package let process: Process
    let outputs: [URL]
    let start: Date
  }

  package func start(_ arguments: [String], after prelude: String = ":") throws -> Running {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", prelude + "; exec \"$0\" \"$@\"", program] + arguments
    process.currentDirectoryURL = folder
    var variables = ProcessInfo.processInfo.environment
    variables["GCTRACE_DB"] = nil
    // A crash is to be an end by a signal, at once.
    variables["SWIFT_BACKTRACE"] = "enable=no"
    process.environment = variables
    let scratch = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let outputs = ["out", "err"].map { scratch.appendingPathExtension($0) }
    for output in outputs { try Data().write(to: output) }
    process.standardOutput = try FileHandle(forWritingTo: outputs[0])
    process.standardError = try FileHandle(forWritingTo: outputs[1])
    process.standardInput = FileHandle.nullDevice
    let start = Date()
    try process.run()
    return Running(process: process, outputs: outputs, start: start)
  }

  package func finish(_ running: Running) throws -> Outcome {
    running.process.waitUntilExit()
    defer { for output in running.outputs { try? FileManager.default.removeItem(at: output) } }
    let texts = try running.outputs.map {
      String(decoding: try Data(contentsOf: $0), as: UTF8.self)
    }
    return Outcome(
      status: running.process.terminationStatus,
      isKilled: running.process.terminationReason == .uncaughtSignal,
      output: texts[0],
      errors: texts[1],
      seconds: Date().timeIntervalSince(running.start)
    )
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
