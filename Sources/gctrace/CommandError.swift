/// What a command finds wrong by itself; all else comes from GCTraceKit or ArgumentParser.
enum CommandError: Error, Equatable {
  /// A check did not hold, and the command has said so.
  case checkFailed
  /// The database cannot be made: why.
  case cannotCreate(String)
  /// The SQL on standard input cannot be read: why.
  case unreadableQuery(String)
}
