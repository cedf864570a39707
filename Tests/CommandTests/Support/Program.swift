import Foundation

/// The built program, run in a folder of its own that goes with this value.
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

  struct Outcome {
    /// The exit status, or the signal's number.
    var status: Int32
    var isKilled = false
    var output: String
    var errors: String
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
  func run(_ arguments: String..., input: String = "", output: String? = nil) throws -> Outcome {
    try run(arguments, input: input, output: output)
  }

  func run(_ arguments: [String], input: String = "", output: String? = nil) throws -> Outcome {
    let (process, outputURL, errorURL) = try start(arguments, input: input, output: output)
    process.waitUntilExit()
    return try outcome(process, outputURL, errorURL)
  }

  /// What a shell's command that begins with `gctrace` prints on standard output.
  func printed(byShell command: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = folder
    var variables = ProcessInfo.processInfo.environment
    variables["GCTRACE_DB"] = nil
    variables["PATH"] = Bundle.main.bundleURL.path + ":" + (variables["PATH"] ?? "/usr/bin:/bin")
    process.environment = variables.merging(environment) { $1 }
    let output = file("output.txt")
    try Data().write(to: output)
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return String(decoding: try Data(contentsOf: output), as: UTF8.self)
  }

  /// Runs the program and sends it a signal once `isReady`, asked every few milliseconds.
  func interrupt(
    _ arguments: String...,
    by signal: Int32,
    input: Pipe? = nil,
    when isReady: (Process) -> Bool
  ) throws -> Outcome {
    let (process, outputURL, errorURL) = try start(arguments, pipe: input)
    while process.isRunning, !isReady(process) { usleep(2_000) }
    kill(process.processIdentifier, signal)
    // A program that does not stop shall fail its test, not hang it.
    let deadline = Date(timeIntervalSinceNow: 30)
    while process.isRunning, Date() < deadline { usleep(2_000) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    return try outcome(process, outputURL, errorURL)
  }

  /// Runs a script of the folder in the shell.
  func shell(_ script: String) throws -> Outcome {
    let shell = URL(filePath: "/bin/sh")
    let (process, output, errors) = try start([script], executable: shell)
    process.waitUntilExit()
    return try outcome(process, output, errors)
  }

  /// Runs the program where it may write nothing: not in the folder, nor in its files.
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
    // The superuser may write all the same; nobody may not, nor look into where the program was built.
    let copy = manager.temporaryDirectory.appending(path: "gctrace-\(UUID().uuidString)")
    try manager.copyItem(at: Self.executable, to: copy)
    defer { try? manager.removeItem(at: copy) }
    let (process, output, errors) = try start(
      ["--reuid=65534", "--clear-groups", copy.path] + arguments,
      executable: URL(filePath: "/usr/bin/setpriv")
    )
    process.waitUntilExit()
    return try outcome(process, output, errors)
  }

  private static var executable: URL { Bundle.main.bundleURL.appending(path: "gctrace") }

  private func start(
    _ arguments: [String],
    input: String = "",
    output: String? = nil,
    pipe: Pipe? = nil,
    executable: URL = Program.executable
  ) throws -> (Process, URL?, URL) {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    var variables = ProcessInfo.processInfo.environment
    variables["GCTRACE_DB"] = nil
    process.environment = variables.merging(environment) { $1 }
    // Files, not pipes: a full pipe would stop the program while nobody reads.
    let scratch = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let errorURL = scratch.appendingPathExtension("err")
    let outputURL = output == nil ? scratch.appendingPathExtension("out") : nil
    process.standardError = try handle(errorURL)
    if let outputURL { process.standardOutput = try handle(outputURL) }
    if let output { process.standardOutput = FileHandle(forWritingAtPath: output) }
    if let pipe {
      process.standardInput = pipe
    } else {
      let inputURL = scratch.appendingPathExtension("in")
      try Data(input.utf8).write(to: inputURL)
      process.standardInput = try FileHandle(forReadingFrom: inputURL)
      try FileManager.default.removeItem(at: inputURL)
    }
    try process.run()
    return (process, outputURL, errorURL)
  }

  private func handle(_ url: URL) throws -> FileHandle {
    try Data().write(to: url)
    return try FileHandle(forWritingTo: url)
  }

  private func outcome(_ process: Process, _ output: URL?, _ errors: URL) throws -> Outcome {
    defer {
      for url in [output, errors] {
        if let url { try? FileManager.default.removeItem(at: url) }
      }
    }
    let text = try output.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
    return Outcome(
      status: process.terminationStatus,
      isKilled: process.terminationReason == .uncaughtSignal,
      output: text ?? "",
      errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self)
    )
  }
}
