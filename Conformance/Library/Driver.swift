package import Foundation
import TraceTesting

/// The driver, built for one interpreter. It runs logs inside the interpreter and reports what the collector really did.
package struct Driver: Sendable {
  package let interpreter: Interpreter
  /// The folder of the module. Each release has its own folder, because the modules of all releases of a series have one name.
  package let modules: URL

  package enum DriverError: Error, CustomStringConvertible {
    case build(Interpreter, String)
    case run(Interpreter, status: Int32, String)

    package var description: String {
      switch self {
      case .build(let interpreter, let output):
        "the driver does not build for \(interpreter): \(output)"
      case .run(let interpreter, let status, let output):
        "the driver for \(interpreter) ended with \(status): \(output)"
      }
    }
  }

  private static let sources = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "driver")

  /// The script that runs logs in an interpreter. Its own comment lists its arguments.
  package static var script: URL { sources.appending(path: "run_log.py") }

  /// Builds the driver into a folder, which may hold the drivers of other interpreters.
  package init(_ interpreter: Interpreter, into modules: URL) throws {
    let modules = modules.appending(path: interpreter.version)
    let result = try Subprocess(
      interpreter.executable,
      [Self.sources.appending(path: "build.py").path, modules.path]
    ).run()
    guard result.status == 0 else {
      throw DriverError.build(interpreter, result.output + result.errors)
    }
    self.interpreter = interpreter
    self.modules = modules
  }

  /// Runs the logs at some paths. Returns the report of each: its lines without the first one, which names the log.
  package func report(onLogs paths: [String]) throws -> [[Substring]] {
    let list = modules.appending(path: "logs-\(UUID().uuidString)")
    try paths.joined(separator: "\n").write(to: list, atomically: false, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: list) }
    let result = try Subprocess(
      interpreter.executable,
      [
        "-S", "-E", Self.script.path, "--module-dir", modules.path, "--list", list.path,
      ]
    ).run()
    var reports: [[Substring]] = []
    for line in result.output.split(separator: "\n") {
      if line.hasPrefix("{\"log\":") {
        reports.append([])
      } else if !reports.isEmpty {
        reports[reports.count - 1].append(line)
      }
    }
    guard result.status < 3, reports.count == paths.count else {
      throw DriverError.run(interpreter, status: result.status, result.errors)
    }
    return reports
  }
}
