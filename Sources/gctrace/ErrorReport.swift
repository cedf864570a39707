import ArgumentParser
import GCTraceKit
import Glibc

/// The text and the exit status that stand for an error. All errors of the program end here, and no other code prints them.
struct ErrorReport: Equatable {
  /// The text without its line feed. Empty: nothing is printed.
  var text: String
  var status: ExitStatus
  /// Whether the person asked for the text (help, the version, a completion script). Such text goes to standard output.
  var isResult = false

  init(_ error: any Error) {
    switch error {
    case let error as GCTraceError: self.init(error)
    case let error as OutputError: self.init(error)
    case let error as CommandError: self.init(error)
    default: self.init(ofArguments: error)
    }
  }

  private init(text: String, status: ExitStatus) {
    self.text = text.isEmpty ? "" : "gctrace: \(visible(text))"
    self.status = status
  }

  private init(_ error: GCTraceError) {
    let status: ExitStatus =
      switch error.fault {
      case .usage: .usage
      case .badData: .badData
      case .noInput: .noInput
      case .cannotOpen, .inputOutput: .inputOutput
      case .interrupted: .interrupted
      case .internalError: .internalError
      }
    self.init(text: error.message, status: status)
    // An error that names a file and a line begins with them, so that editors and people find the line.
    if error.hasPlace { text = visible(error.message) }
  }

  private init(_ error: OutputError) {
    switch error {
    // The reader has gone away and needs no message.
    case .closedPipe: self.init(text: "", status: .inputOutput)
    case .failed(let reason):
      self.init(text: "cannot write the results: \(reason)", status: .inputOutput)
    }
  }

  private init(_ error: CommandError) {
    switch error {
    case .checkFailed: self.init(text: "", status: .checkFailed)
    case .unknownCommand(let word, let nearest):
      let hint = nearest.map { "Did you mean '\($0)'?" } ?? "`gctrace --help` lists them."
      self.init(text: "there is no command '\(word)'. \(hint)", status: .usage)
    case .unknownQuestion(let word, let nearest):
      let hint = nearest.map { "Did you mean '\($0)'?" } ?? "`gctrace query --list` lists them."
      self.init(text: "no question is called '\(word)'. \(hint)", status: .usage)
    case .noFile(let path, let reason):
      self.init(text: "cannot read \(path): \(reason)", status: .noInput)
    case .notUTF8(let what, let shown):
      self.init(text: "expected UTF-8, found other bytes in \(what): '\(shown)'", status: .usage)
    case .cannotCreate(let message): self.init(text: message, status: .cannotCreate)
    case .unreadableQuery(let reason):
      self.init(text: "cannot read the query: \(reason)", status: .inputOutput)
    case .noPython(let wanted, let reason):
      self.init(text: "no Python for '\(wanted)': \(reason)", status: .noInput)
    case .noRecorder(let python, let remedy):
      self.init(text: "\(python) has no gctrace_recorder; \(remedy)", status: .noInput)
    case .recorderNotBuilt(let python):
      self.init(text: "the recorder cannot be built for \(python)", status: .cannotCreate)
    case .recorderNotTrusted(let python):
      self.init(text: "the recorder kept for \(python) is not trusted", status: .cannotCreate)
    case .cannotRun(let path, let reason):
      self.init(text: "cannot run \(path): \(reason)", status: .internalError)
    }
  }

  /// ArgumentParser's own errors: wrong arguments, and the requests for help that it throws as errors.
  private init(ofArguments error: any Error) {
    let message = GCTrace.fullMessage(for: error)
    switch GCTrace.exitCode(for: error) {
    case .success:
      (text, status, isResult) = (message, .done, true)
    case .validationFailure:
      let prefix = "Error: "
      let rest = message.hasPrefix(prefix) ? String(message.dropFirst(prefix.count)) : message
      (text, status) = ("gctrace: " + visibleLines(rest), .usage)
    default:
      (text, status) = ("gctrace: internal error: " + visibleLines(message), .internalError)
    }
  }

  /// Prints the text to the right descriptor. Returns the exit status, which also tells whether printing failed.
  func print() -> ExitStatus {
    guard !text.isEmpty else { return status }
    var output = StandardOutput(descriptor: isResult ? STDOUT_FILENO : STDERR_FILENO)
    do throws(OutputError) {
      try output.line(text)
      try output.flush()
      return status
    } catch {
      // Without standard error there is no way to report a failure.
      return isResult ? ErrorReport(error).print() : status
    }
  }
}

extension GCTraceError {
  /// Whether the message begins with `FILE:LINE:`.
  fileprivate var hasPlace: Bool {
    switch self {
    case .contradicted: true
    case .log: fault == .badData
    default: false
    }
  }
}

/// Makes each line of a text visible. ArgumentParser's texts have several lines.
private func visibleLines(_ text: String) -> String {
  text.split(separator: "\n", omittingEmptySubsequences: false).map { visible(String($0)) }
    .joined(separator: "\n")
}
