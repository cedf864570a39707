import ArgumentParser
import Glibc

/// The option that says which database.
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
  }

  /// The option's path, else the environment's, else `gctrace.db` in the working directory.
  var path: String {
    if let given { return given }
    if let variable = unsafe getenv("GCTRACE_DB") {
      let path = unsafe String(cString: variable)
      if !path.isEmpty { return path }
    }
    return "gctrace.db"
  }

  /// What a suggested command needs to reach the same database: ` --db PATH`, or nothing.
  var suffix: String {
    guard let given else { return "" }
    let isPlain = given.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    let quoted = given.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''")
    return isPlain ? " --db \(given)" : " --db '\(visible(quoted))'"
  }
}
