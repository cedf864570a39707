import ArgumentParser
import GCTraceKit
import Glibc

/// What a person and the calling process are told about an error. All errors of the program end here, and nothing else prints them.
struct ErrorReport: Equatable {
  /// Without the end of line; empty: nothing is to be said.
  var text: String
  var status: ExitStatus
  /// Asked-for text (help, the version, a completion script) goes to standard output.
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
    // An error with a place begins with it, so that editors and people find the line.
    if error.hasPlace { text = visible(error.message) }
  }

  private init(_ error: OutputError) {
    switch error {
    // Who reads no more wants to hear no more.
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

  /// ArgumentParser's own: wrong arguments, and the requests for help that it throws too.
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

  /// Prints the text where it belongs; the status to end with, which tells if that failed.
  func print() -> ExitStatus {
    guard !text.isEmpty else { return status }
    var output = StandardOutput(descriptor: isResult ? STDOUT_FILENO : STDERR_FILENO)
    do throws(OutputError) {
      try output.line(text)
      try output.flush()
      return status
    } catch {
      // Without standard error there is nobody to tell.
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

/// A text of several lines, as ArgumentParser's are, each made visible.
private func visibleLines(_ text: String) -> String {
  text.split(separator: "\n", omittingEmptySubsequences: false).map { visible(String($0)) }
    .joined(separator: "\n")
}
