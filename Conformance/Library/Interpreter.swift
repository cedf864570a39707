package import CyclicGC
package import Foundation
import TraceTesting

/// A CPython on this machine that can run logs.
package struct Interpreter: Sendable, CustomStringConvertible {
  /// The series that the driver is written for.
  package static let supported = ["3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14", "3.15"]

  /// Releases whose collectors do the same. At least one of each group is wanted.
  package struct Group: Sendable {
    package let name: String
    let releases: ClosedRange<PythonVersion>
  }

  package static let groups: [Group] = [
    ("3.8", (3, 8, 0), (3, 8, .max)), ("3.9", (3, 9, 0), (3, 9, .max)),
    ("3.10", (3, 10, 0), (3, 10, .max)), ("3.11", (3, 11, 0), (3, 11, .max)),
    ("3.12.0 to 3.12.2", (3, 12, 0), (3, 12, 2)), ("3.12.3 and later", (3, 12, 3), (3, 12, .max)),
    ("3.13.0 to 3.13.12", (3, 13, 0), (3, 13, 12)),
    ("3.13.13 and later", (3, 13, 13), (3, 13, .max)), ("3.14.0", (3, 14, 0), (3, 14, 0)),
    ("3.14.1 to 3.14.3", (3, 14, 1), (3, 14, 3)), ("3.14.4", (3, 14, 4), (3, 14, 4)),
    ("3.14.5 and later", (3, 14, 5), (3, 14, .max)), ("3.15", (3, 15, 0), (3, 15, .max)),
  ].map { name, first, last in
    Group(
      name: name,
      releases: PythonVersion(first.0, first.1, first.2)...PythonVersion(last.0, last.1, last.2)
    )
  }

  /// X.Y
  package let series: String
  /// X.Y.Z, as reported by the interpreter, with the suffix of a pre-release.
  package let version: String
  package let executable: URL

  package var description: String { "CPython \(version)" }

  /// The interpreters found, one for each release, in the order of their numbers: pythonX.Y on PATH, then all under pyenv.
  package static func findAll() -> [Interpreter] {
    supported.flatMap { series in
      var found: [Interpreter] = []
      for candidate in candidates(series) {
        guard let interpreter = Interpreter(series: series, executable: candidate),
          !found.contains(where: { $0.version == interpreter.version })
        else { continue }
        found.append(interpreter)
      }
      return found.sorted { ($0.release, $0.version) < ($1.release, $1.version) }
    }
  }

  /// A line for people that names the groups of releases without an interpreter; nil if there are none.
  package static func missingLine(_ found: [Interpreter]) -> String? {
    let missing = groups.filter { group in
      !found.contains { group.releases.contains($0.release) }
    }
    guard !missing.isEmpty else { return nil }
    return "skipped, not found on PATH or under pyenv: CPython "
      + missing.map(\.name).joined(separator: ", ")
  }

  /// The release as a number. A version that cannot be read counts as 0.0.0.
  package var release: PythonVersion { PythonVersion(version) ?? PythonVersion(0, 0, 0) }

  /// Whether a choice, X.Y or X.Y.Z, names this interpreter.
  package func isMeant(by choice: some StringProtocol) -> Bool {
    choice == series || choice == version
  }

  /// Nil if the file does not run as an interpreter of that series, or if the headers that the driver needs are missing.
  private init?(series: String, executable: URL) {
    guard FileManager.default.isExecutableFile(atPath: executable.path) else { return nil }
    let question = """
      import platform, os, sysconfig
      assert platform.python_implementation() == "CPython" and not sysconfig.get_config_var("Py_GIL_DISABLED")
      assert os.path.exists(os.path.join(sysconfig.get_path("include"), "internal", "pycore_gc.h")) \
      or os.path.exists(os.path.join(sysconfig.get_path("include"), "internal", "pycore_pymem.h"))
      print(platform.python_version())
      """
    guard let result = try? Subprocess(executable, ["-S", "-E", "-c", question]).run(),
      result.status == 0
    else {
      return nil
    }
    let version = result.output.trimmingCharacters(in: .whitespacesAndNewlines)
    guard version.hasPrefix(series + "."), PythonVersion(version) != nil else { return nil }
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
    let underPyenv = names.filter { $0.hasPrefix(series + ".") }.sorted().map {
      versions.appending(path: $0).appending(path: "bin/python\(series)")
    }
    // A shim of pyenv answers only for the enabled versions, which the probe finds out.
    return onPath + underPyenv
  }
}
