/// The exit status of the process. The numbers are those of sysexits.h where it has one.
enum ExitStatus: Int32 {
  case done = 0
  /// A check did not hold.
  case checkFailed = 1
  case usage = 64
  /// A log or a database has wrong contents.
  case badData = 65
  /// There is no such log, database, trace or run.
  case noInput = 66
  case internalError = 70
  case cannotCreate = 73
  /// Reading or writing failed, for example because the disk is full.
  case inputOutput = 74
  /// SIGINT or SIGTERM stopped the program: 128 + 2, as in shells.
  case interrupted = 130
}
