/// What the process tells its caller when it ends; the numbers are those of sysexits.h where it has one.
enum ExitStatus: Int32 {
  case done = 0
  /// A check did not hold.
  case checkFailed = 1
  case usage = 64
  /// A log or a database is not what it should be.
  case badData = 65
  /// There is no such log, database, trace or run.
  case noInput = 66
  case internalError = 70
  case cannotCreate = 73
  /// Reading or writing failed, for a full disk for instance.
  case inputOutput = 74
  /// SIGINT or SIGTERM came: 128 + 2, as shells have it.
  case interrupted = 130
}
