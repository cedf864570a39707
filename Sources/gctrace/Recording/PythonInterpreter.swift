import Glibc

/// A CPython whose programs can be recorded.
struct PythonInterpreter: Equatable {
  /// The path of the executable, as the interpreter gives it.
  let executable: String
  /// X.Y.Z, with the ending of a pre-release.
  let version: String
  /// The folder of the package gctrace_recorder that the interpreter finds; nil: it finds none that works.
  let recorder: String?

  /// The default interpreter: `python3`, as the shell finds it.
  ///
  /// If this program was called by a path such as `.venv/bin/gctrace`, the default is the python3 in the same folder, if there is one. A
  /// virtual environment then need not be activated.
  static func usual(calledAs path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "python3" }
    let neighbour = path[...slash] + "python3"
    return unsafe access(String(neighbour), X_OK) == 0 ? String(neighbour) : "python3"
  }

  /// Finds the interpreter that `wanted` names (a path, a command on PATH, or X.Y) and asks it for its version.
  ///
  /// X.Y means pythonX.Y on PATH, or else the newest X.Y that pyenv has.
  ///
  /// - Throws: `CommandError.noPython`.
  static func find(_ wanted: String) throws(CommandError) -> PythonInterpreter {
    let candidates = candidates(for: wanted)
    guard !candidates.isEmpty else { throw .noPython(wanted, reason: "there is none") }
    if wanted.contains("/"), unsafe access(wanted, X_OK) != 0 {
      throw .noPython(wanted, reason: unsafe String(cString: strerror(errno)))
    }
    var failure: CommandError?
    for candidate in candidates {
      do throws(CommandError) {
        return try PythonInterpreter(asking: candidate, wanted: wanted)
      } catch {
        failure = failure ?? error
      }
    }
    throw failure ?? .noPython(wanted, reason: "there is none")
  }

  /// Runs an executable to ask for its version.
  ///
  /// - Throws: `CommandError.noPython` if it is not a CPython that can be recorded.
  private init(asking executable: String, wanted: String) throws(CommandError) {
    // Silent, because pyenv's stand-ins print a long message if they stand for nothing. The error below says so in one line.
    let (end, text) = try ChildProcess.output(
      of: executable,
      ["-I", "-c", Self.question],
      isSilent: true
    )
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard end == .exited(status: 0), lines.count >= 4 else {
      throw .noPython(wanted, reason: "\(executable) does not answer as one")
    }
    // A startup file may print something before the answer.
    let answer = lines.suffix(4)
    let (kind, version) = (answer[answer.startIndex], answer[answer.startIndex + 1])
    guard kind == "cpython" else {
      throw .noPython(wanted, reason: "\(executable) is \(kind) \(version), not CPython")
    }
    let numbers = version.split(separator: ".").prefix(2).compactMap { Int($0) }
    guard numbers.count == 2, (numbers[0], numbers[1]) >= (3, 8) else {
      throw .noPython(wanted, reason: "\(executable) is CPython \(version), older than 3.8")
    }
    if wanted.wholeMatch(of: Self.series) != nil, !version.hasPrefix(wanted + ".") {
      throw .noPython(wanted, reason: "\(executable) is CPython \(version)")
    }
    self.executable = answer[answer.startIndex + 2]
    self.version = version
    let folder = answer[answer.startIndex + 3]
    recorder = folder.isEmpty ? nil : folder
  }

  /// Prints four lines. The last line is empty if the recorder cannot be imported.
  ///
  /// An isolated interpreter runs this question and imports nothing from the working folder. The code here looks up the other folders in
  /// which the interpreter would find packages.
  private static let question = """
    import os, site, sys
    def is_found_by_chance(folder):
        return not os.path.isabs(folder) or os.path.realpath(folder) == os.path.realpath(os.curdir)
    path = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    sys.path[:0] = [folder for folder in path if not is_found_by_chance(folder)]
    # A virtual environment has none.
    if sys.prefix == sys.base_prefix and not os.environ.get("PYTHONNOUSERSITE"):
        folder = site.getusersitepackages()
        if os.path.isdir(folder) and not is_found_by_chance(folder): site.addsitedir(folder)
    try:
        import gctrace_recorder
        folder = gctrace_recorder.__path__[0]
    except Exception:
        folder = ""
    print(sys.implementation.name, sys.version.split()[0], sys.executable, folder, sep="\\n")
    """

  private static var series: Regex<Substring> { /3\.[0-9]{1,3}/ }

  /// The executables that a name may mean, in order of preference.
  private static func candidates(for wanted: String) -> [String] {
    if wanted.contains("/") { return [wanted] }
    guard wanted.wholeMatch(of: series) != nil else { return onPath(wanted) }
    return onPath("python\(wanted)") + underPyenv(wanted)
  }

  private static func onPath(_ name: String) -> [String] {
    (environmentVariable("PATH") ?? "").split(separator: ":").map { "\($0)/\(name)" }
      .filter { unsafe access($0, X_OK) == 0 }
  }

  private static func underPyenv(_ series: String) -> [String] {
    let root = environmentVariable("PYENV_ROOT") ?? (environmentVariable("HOME") ?? "") + "/.pyenv"
    let releases = names(in: root + "/versions").compactMap { name in
      name.hasPrefix(series + ".") ? Int(name.dropFirst(series.count + 1)) : nil
    }
    return releases.sorted(by: >).map { "\(root)/versions/\(series).\($0)/bin/python\(series)" }
      .filter { unsafe access($0, X_OK) == 0 }
  }

  /// The names in a folder; none if it cannot be read.
  private static func names(in folder: String) -> [String] {
    guard let directory = unsafe opendir(folder) else { return [] }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      names.append(
        unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
          unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { name in
            unsafe String(cString: name)
          }
        }
      )
    }
    return names
  }
}

/// A variable of the environment; nil if it is not set or empty.
func environmentVariable(_ name: String) -> String? {
  guard let value = unsafe getenv(name) else { return nil }
  let text = unsafe String(cString: value)
  return text.isEmpty ? nil : text
}
