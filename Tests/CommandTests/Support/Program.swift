import Foundation
import TraceTesting

/// The built program and a folder of its own, which is removed with this value.
final class Program {
  let folder: URL
  private let environment: [String: String]

  init(environment: [String: String] = [:]) throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "gctrace-\(UUID().uuidString)", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    self.environment = environment
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  /// How a run ended.
  struct Outcome {
    /// The exit status, or the signal's number.
    let status: Int32
    let isKilled: Bool
    let output: String
    let errors: String

    init(_ outcome: Subprocess.Outcome) {
      status = outcome.status
      isKilled = outcome.isKilled
      output = outcome.output
      errors = outcome.errors
    }
  }

  func file(_ name: String) -> URL { folder.appending(path: name) }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: file(name))
  }

  func data(_ name: String) throws -> Data { try Data(contentsOf: file(name)) }

  var files: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
  }

  /// Runs the program to its end. `output`: a file that takes standard output instead.
  func run(_ arguments: String..., input: String = "", output: String? = nil) throws
    -> Outcome
  {
    try run(arguments, input: input, output: output)
  }

  func run(_ arguments: [String], input: String = "", output: String? = nil) throws
    -> Outcome
  {
    var program = subprocess(arguments)
    program.input = .text(input)
    program.outputPath = output
    return Outcome(try program.run())
  }

  /// The standard output of a shell command that begins with `gctrace`.
  func printed(byShell command: String) throws -> String {
    var shell = subprocess(["-c", command], executable: URL(filePath: "/bin/sh"))
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    shell.environment["PATH"] = Bundle.main.bundleURL.path + ":" + path
    return try shell.run().output
  }

  /// Runs the program and sends it a signal once `isReady` returns true. `isReady` is called every few milliseconds.
  func interrupt(
    _ arguments: String...,
    by signal: Int32,
    input: Pipe? = nil,
    when isReady: (Process) -> Bool
  ) throws -> Outcome {
    var program = subprocess(arguments)
    if let input { program.input = .pipe(input) }
    let running = try program.start()
    let process = running.process
    while process.isRunning, !isReady(process) { usleep(2_000) }
    kill(process.processIdentifier, signal)
    // A program that does not stop must fail its test, not hang it.
    let deadline = Date(timeIntervalSinceNow: 30)
    while process.isRunning, Date() < deadline { usleep(2_000) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    return Outcome(try running.finish())
  }

  /// Runs a script of the folder in the shell.
  func shell(_ script: String) throws -> Outcome {
    Outcome(try subprocess([script], executable: URL(filePath: "/bin/sh")).run())
  }

  /// Runs the program without permission to write the folder or its files.
  func readOnly(_ arguments: [String]) throws -> Outcome {
    let manager = FileManager.default
    for name in try files {
      try manager.setAttributes([.posixPermissions: 0o444], ofItemAtPath: file(name).path)
    }
    try manager.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
    defer {
      try? manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
      for name in (try? files) ?? [] {
        try? manager.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file(name).path)
      }
    }
    guard geteuid() == 0 else { return try run(arguments) }
    // The superuser may write all the same, so the program runs as nobody, who cannot read the build folder.
    let copy = manager.temporaryDirectory.appending(path: "gctrace-\(UUID().uuidString)")
    try manager.copyItem(at: Self.executable, to: copy)
    defer { try? manager.removeItem(at: copy) }
    let subprocess = subprocess(
      ["--reuid=65534", "--clear-groups", copy.path] + arguments,
      executable: URL(filePath: "/usr/bin/setpriv")
    )
    return Outcome(try subprocess.run())
  }

  private static var executable: URL { Bundle.main.bundleURL.appending(path: "gctrace") }

  private func subprocess(
    _ arguments: [String],
    executable: URL = Program.executable
  ) -> Subprocess {
    var subprocess = Subprocess(executable, arguments, in: folder)
    subprocess.environment = environment
    return subprocess
  }
}
