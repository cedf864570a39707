package import Foundation

/// A run of another program. Its output goes to files, because a full pipe would stop the program while nobody reads.
package struct Subprocess {
  package var program: URL
  package var arguments: [String]
  /// The program runs in this folder; nil: in that of this process.
  package var folder: URL?
  /// Variables that the program gets in addition to those of this process. `GCTRACE_DB` is never handed on.
  package var environment: [String: String] = [:]
  package var input = Input.text("")
  /// A file that takes standard output instead of `Outcome.output`.
  package var outputPath: String?

  /// What the program reads from standard input.
  package enum Input {
    case text(String)
    case pipe(Pipe)
  }

  /// How a run ended.
  package struct Outcome: Equatable, Sendable {
    /// The exit status, or the signal's number.
    package var status: Int32
    /// Whether a signal ended the program.
    package var isKilled = false
    package var output: String
    package var errors: String
    package var seconds = 0.0
  }

  package init(_ program: URL, _ arguments: [String] = [], in folder: URL? = nil) {
    self.program = program
    self.arguments = arguments
    self.folder = folder
  }

  /// Runs the program to its end.
  package func run() throws -> Outcome {
    try start().finish()
  }

  /// Starts the program and returns at once.
  package func start() throws -> Running {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = folder }
    var variables = ProcessInfo.processInfo.environment
    variables["GCTRACE_DB"] = nil
    process.environment = variables.merging(environment) { $1 }
    let scratch = FileManager.default.temporaryDirectory
      .appending(path: "gctrace-\(UUID().uuidString)")
    let errors = scratch.appendingPathExtension("err")
    let output = outputPath == nil ? scratch.appendingPathExtension("out") : nil
    process.standardError = try handle(errors)
    if let output { process.standardOutput = try handle(output) }
    if let outputPath { process.standardOutput = FileHandle(forWritingAtPath: outputPath) }
    switch input {
    case .text(""): process.standardInput = FileHandle.nullDevice
    case .pipe(let pipe): process.standardInput = pipe
    case .text(let text):
      let file = scratch.appendingPathExtension("in")
      try Data(text.utf8).write(to: file)
      process.standardInput = try FileHandle(forReadingFrom: file)
      try FileManager.default.removeItem(at: file)
    }
    let start = Date()
    try process.run()
    return Running(process: process, output: output, errors: errors, start: start)
  }

  private func handle(_ file: URL) throws -> FileHandle {
    try Data().write(to: file)
    return try FileHandle(forWritingTo: file)
  }

  /// A program that runs.
  package struct Running {
    package let process: Process
    fileprivate let output: URL?
    fileprivate let errors: URL
    fileprivate let start: Date

    /// Waits for the program's end and removes its output files.
    package func finish() throws -> Outcome {
      process.waitUntilExit()
      let seconds = Date().timeIntervalSince(start)
      defer {
        for file in [output, errors] {
          if let file { try? FileManager.default.removeItem(at: file) }
        }
      }
      return Outcome(
        status: process.terminationStatus,
        isKilled: process.terminationReason == .uncaughtSignal,
        output: try output.map(text) ?? "",
        errors: try text(errors),
        seconds: seconds
      )
    }

    private func text(_ file: URL) throws -> String {
      String(decoding: try Data(contentsOf: file), as: UTF8.self)
    }
  }
}
