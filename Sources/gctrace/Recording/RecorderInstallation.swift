import Glibc

/// The recorder for an interpreter that has none: built from the sources beside this program, and kept for later.
struct RecorderInstallation {
  /// The exit status of `recorder/install.py` if the recorder is not in the cache and may not be built.
  private static let notBuilt = ProgramEnd.exited(status: 3)
  /// The exit status of `recorder/install.py` if other users may write to the cache or to its contents.
  private static let notOurs = ProgramEnd.exited(status: 4)

  private let python: PythonInterpreter

  init(for python: PythonInterpreter) {
    self.python = python
  }

  /// The folder of the package gctrace_recorder: the interpreter's own, the kept one, or a newly built one.
  ///
  /// - Parameter mayBuild: called with the folder of the new recorder before it is built. Nothing is built if it returns false.
  ///
  /// - Throws: `CommandError.noRecorder` if there is no recorder, `.recorderNotTrusted` if other users may write to it, and
  ///   `.recorderNotBuilt` if building it failed. Standard error has the details of the last two.
  func package(mayBuild: (_ folder: String) -> Bool) throws(CommandError) -> String {
    if let recorder = python.recorder ?? prebuilt() { return recorder }
    guard let sources = Self.sources() else {
      throw .noRecorder(
        python: python.executable,
        remedy: Self.remedy(python)
      )
    }
    let script = sources + "/install.py"
    let (end, folder) = try ChildProcess.output(
      of: python.executable,
      ["-I", script, Self.cache()]
    )
    let package = folder + "/gctrace_recorder"
    if end == .exited(status: 0) { return package }
    guard end == Self.notBuilt else { throw failure(end) }
    guard mayBuild(folder) else {
      throw .noRecorder(
        python: python.executable,
        remedy: "`gctrace record --build` builds it, or \(Self.remedy(python, sources: sources))"
      )
    }
    let (buildEnd, _) = try ChildProcess.output(
      of: python.executable,
      ["-I", script, "--build", Self.cache()]
    )
    guard buildEnd == .exited(status: 0) else { throw failure(buildEnd) }
    return package
  }

  private func failure(_ end: ProgramEnd) -> CommandError {
    end == Self.notOurs
      ? .recorderNotTrusted(python: python.executable)
      : .recorderNotBuilt(python: python.executable)
  }

  /// The command that gives the interpreter the recorder: from the sources, or from PyPI.
  private static func remedy(_ python: PythonInterpreter, sources: String? = nil) -> String {
    let words = [python.executable, "-m", "pip", "install", sources ?? "gctrace-recorder"]
    return "`\(words.map(shellWord).joined(separator: " "))`"
      + (sources == nil ? " installs it" : "")
  }

  /// The recorder for the interpreter's series that was installed with this program, as by the Debian package and the tarball.
  private func prebuilt() -> String? {
    guard let folder = Self.executableFolder() else { return nil }
    let series = python.version.split(separator: ".").prefix(2).joined(separator: ".")
    let package = "\(folder)/../share/gctrace/recorders/\(series)/gctrace_recorder"
    guard unsafe access(package + "/__init__.py", R_OK) == 0 else { return nil }
    return Self.canonical(package)
  }

  /// The folder of built recorders. A relative `XDG_CACHE_HOME` is ignored, as the XDG base directory specification demands; it would
  /// mean a folder within the working folder.
  private static func cache() -> String {
    if let caches = environmentVariable("XDG_CACHE_HOME"), caches.hasPrefix("/") {
      return caches + "/gctrace/recorder"
    }
    return (environmentVariable("HOME") ?? "") + "/.cache/gctrace/recorder"
  }

  /// The folder of the recorder's sources: where `make install` puts them, or in the checkout in which this program was built.
  private static func sources() -> String? {
    guard let folder = executableFolder() else { return nil }
    var candidates = [folder + "/../share/gctrace/recorder"]
    // .build/release, which is .build/TRIPLE/release, and the folder of a test.
    var ancestor = folder
    for _ in 0..<4 {
      ancestor += "/.."
      candidates.append(ancestor + "/recorder")
    }
    let found = candidates.first { unsafe access($0 + "/install.py", R_OK) == 0 }
    return found.flatMap(canonical)
  }

  private static func executableFolder() -> String? {
    guard let path = canonical("/proc/self/exe"), let slash = path.lastIndex(of: "/") else {
      return nil
    }
    return String(path[..<slash])
  }

  /// The path without links and dots; nil if nothing is there.
  private static func canonical(_ path: String) -> String? {
    guard let resolved = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }
}
