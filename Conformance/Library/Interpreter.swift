package import Foundation

/// A CPython on this machine that logs can be run in.
package struct Interpreter: Sendable, CustomStringConvertible {
  /// The releases that the driver is written for.
  package static let supported = ["3.8", "3.9", "3.10", "3.11", "3.12", "3.13"]

  /// X.Y
  package let series: String
  /// X.Y.Z, as the interpreter says.
  package let version: String
  package let executable: URL

  package var description: String { "CPython \(version)" }

  /// The interpreters found, one for each supported series at most: pythonX.Y on PATH, then under pyenv.
  package static func findAll() -> [Interpreter] {
    supported.compactMap { series in
      candidates(series).lazy.compactMap { Interpreter(series: series, executable: $0) }.first
    }
  }

  /// The supported series of which no interpreter was found, as a line for people; nil if all were.
  package static func missingLine(_ found: [Interpreter]) -> String? {
    let missing = supported.filter { series in !found.contains { $0.series == series } }
    guard !missing.isEmpty else { return nil }
    return "skipped, not found on PATH or under pyenv: CPython \(missing.joined(separator: ", "))"
  }

  /// Nil if the file does not run as an interpreter of that series with the headers that the driver is built with.
  private init?(series: String, executable: URL) {
    guard FileManager.default.isExecutableFile(atPath: executable.path) else { return nil }
    let question = """
      import platform, os, sysconfig
      assert platform.python_implementation() == "CPython" and not sysconfig.get_config_var("Py_GIL_DISABLED")
      assert os.path.exists(os.path.join(sysconfig.get_path("include"), "internal", "pycore_gc.h")) \
      or os.path.exists(os.path.join(sysconfig.get_path("include"), "internal", "pycore_pymem.h"))
      print(platform.python_version())
      """
    guard let result = try? Subprocess.run(executable, ["-S", "-E", "-c", question]),
      result.status == 0
    else {
      return nil
    }
    let version = result.output.trimmingCharacters(in: .whitespacesAndNewlines)
    guard version.hasPrefix(series + ".") else { return nil }
    self.series = series
    self.version = version
    self.executable = executable
  }

  private static func candidates(_ series: String) -> [URL] {
    let environment = ProcessInfo.processInfo.environment
    let onPath = (environment["PATH"] ?? "").split(separator: ":").map {
      URL(filePath: String($0)).appending(path: "python\(series)")
    }
    let home = environment["HOME"] ?? "/"
    let versions = URL(filePath: environment["PYENV_ROOT"] ?? home + "/.pyenv").appending(
      path: "versions"
    )
    let names = (try? FileManager.default.contentsOfDirectory(atPath: versions.path)) ?? []
    let underPyenv = names.filter { $0.hasPrefix(series + ".") }.sorted().reversed().map {
      versions.appending(path: $0).appending(path: "bin/python\(series)")
    }
    // A shim of pyenv's answers only for the versions that are switched on; the probe tells.
    return onPath + underPyenv
  }
}
