import ArgumentParser
import Glibc

/// The option that names the database.
struct DatabaseOptions: ParsableArguments {
  @Option(
    name: .customLong("db"),
    help: ArgumentHelp(
      "The database. (default: $GCTRACE_DB, or gctrace.db)",
      valueName: "path"
    ),
    completion: .file(extensions: ["db", "sqlite", "sqlite3"])
  )
  var given: String?

  func validate() throws {
    if given == "" { throw ValidationError("--db needs a path, found an empty one.") }
    guard given == nil, let variable = unsafe getenv("GCTRACE_DB") else { return }
    if unsafe String(validatingCString: variable) == nil {
      throw ValidationError("expected UTF-8, found other bytes in GCTRACE_DB.")
    }
  }

  /// The option's path, or else the environment's, or else `gctrace.db` in the working directory.
  var path: String {
    if let given { return given }
    if let variable = unsafe getenv("GCTRACE_DB") {
      let path = unsafe String(cString: variable)
      if !path.isEmpty { return path }
    }
    return "gctrace.db"
  }

  /// The text that a suggested command needs to reach the same database: ` --db PATH`, or nothing.
  var suffix: String {
    given.map { " --db " + shellWord($0) } ?? ""
  }
}
