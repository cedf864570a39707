/// What a command finds wrong by itself; all else comes from GCTraceKit or ArgumentParser.
enum CommandError: Error, Equatable {
  /// A check did not hold, and the command has said so.
  case checkFailed
  /// There is no such command; one that may be meant.
  case unknownCommand(String, nearest: String?)
  /// No question has that name; one that may be meant.
  case unknownQuestion(String, nearest: String?)
  /// The file that was asked for cannot be opened: why.
  case noFile(String, reason: String)
  /// What the program was given is not UTF-8: which of it, and how it looks, repaired.
  case notUTF8(String, shown: String)
  /// The database cannot be made: why.
  case cannotCreate(String)
  /// The SQL on standard input cannot be read: why.
  case unreadableQuery(String)
  /// No Python is what was asked for: why.
  case noPython(String, reason: String)
  /// That Python does not have the recorder: what would give it to it.
  case noRecorder(python: String, remedy: String)
  /// Building the recorder failed; standard error has the details.
  case recorderNotBuilt(python: String)
  /// Others may write to the recorder that is kept for that Python; standard error has the details.
  case recorderNotTrusted(python: String)
  /// A program cannot be started: why.
  case cannotRun(String, reason: String)
}
