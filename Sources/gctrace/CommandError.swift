/// Errors that a command finds itself. All other errors come from GCTraceKit or ArgumentParser.
enum CommandError: Error, Equatable {
  /// A check did not hold, and the command has reported it.
  case checkFailed
  /// There is no such command. `nearest` is a command that the person may mean.
  case unknownCommand(String, nearest: String?)
  /// No question has that name. `nearest` is a question that the person may mean.
  case unknownQuestion(String, nearest: String?)
  /// A file that the person named cannot be opened.
  case noFile(String, reason: String)
  /// An argument is not UTF-8. The first value says which one, and `shown` is the repaired text.
  case notUTF8(String, shown: String)
  /// The database cannot be created.
  case cannotCreate(String)
  /// The SQL on standard input cannot be read.
  case unreadableQuery(String)
  /// The requested Python cannot be used.
  case noPython(String, reason: String)
  /// That Python does not have the recorder. `remedy` is the command that installs it.
  case noRecorder(python: String, remedy: String)
  /// Building the recorder failed; standard error has the details.
  case recorderNotBuilt(python: String)
  /// Other users may write to the recorder that is kept for that Python. Standard error has the details.
  case recorderNotTrusted(python: String)
  /// A program cannot be started.
  case cannotRun(String, reason: String)
}
