import ArgumentParser
import GCTraceKit
import Glibc

/// `gctrace record`: runs a program with the recorder in it.
struct RecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Run a Python program and record what it does to its heap.",
    discussion: """
      Runs a script, -m and a module, or -c and code, as python does. Input, output, signals \
      and exit status are the program's own. At the end, standard error has the command that \
      imports the log. A program that is killed, or leaves by os._exit, leaves a log that breaks \
      off; see import --truncated.

      The program's interpreter is python3, as the shell finds it. A gctrace that is called by its \
      path, as in .venv/bin/gctrace, takes the python3 beside it. The recorder is the Python \
      package gctrace-recorder. That interpreter must have it, unless it came with gctrace. If \
      gctrace has the recorder's sources, it offers on the terminal to build the recorder, or \
      builds it with --build, and keeps it under $XDG_CACHE_HOME/gctrace (or ~/.cache/gctrace).

      EXAMPLE:
        gctrace record app.py --port 8000
        gctrace record -o app.log.gz --python 3.12 --sites -- -m app
        gctrace record --import --db app.db app.py

      EXIT STATUS:
        the program's own, or
        64   wrong usage
        66   no such program or Python, or no recorder for it
        70   that Python cannot be recorded
        73   the log cannot be made, or exists; the recorder cannot be built
        74   the log cannot be written
      """
  )

  @Option(
    name: .shortAndLong,
    help: "The log; compressed if its name ends in .gz. (default: gctrace-PID.log.gz)",
    completion: .file(extensions: ["gz", "log"])
  )
  var output: String?

  @Option(
    help: ArgumentHelp(
      "The Python that runs the program: a path, a command, or X.Y. (default: python3)",
      valueName: "python"
    )
  )
  var python: String?

  @Flag(name: .customLong("import"), help: "Import the log at the end.")
  var importsLog = false

  @Flag(help: "Build the recorder if that Python does not have it.")
  var build = false

  @OptionGroup var recorder: RecorderOptions
  @OptionGroup var database: DatabaseOptions

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("The program and its arguments.", valueName: "program")
  )
  var program: [String] = []

  /// The program and its arguments, in the form that python takes.
  var target: [String] { program.first == "--" ? Array(program.dropFirst()) : program }

  func validate() throws {
    if output == "" || output == "-" {
      throw ValidationError("-o needs a file, found '\(output ?? "")'.")
    }
    if python == "" { throw ValidationError("--python needs a Python, found an empty one.") }
    guard let first = target.first else {
      throw ValidationError("expected a program to record.")
    }
    // ArgumentParser does not look for these options in arguments that it passes through.
    if ["--help", "-h"].contains(program.first) { throw CleanExit.helpRequest(self) }
    if program.first == "--version" { throw CleanExit.message(GCTrace.configuration.version) }
    if ["-m", "-c"].contains(first), target.count == 1 {
      throw ValidationError("expected something to run after \(first).")
    }
    if first.hasPrefix("-"), !["-m", "-c", "-"].contains(first) {
      let option = first.prefix { $0 != "=" }
      let hint = nearest(String(option), among: Self.options).map { " Did you mean '\($0)'?" }
      throw ValidationError("unknown option '\(option)'.\(hint ?? "")")
    }
    if database.given != nil, !importsLog {
      throw ValidationError("--db goes with --import.")
    }
    if importsLog, let output, let stamp = FileStamp(of: output), !stamp.isRegular {
      throw ValidationError("--import needs a file, and \(output) is a pipe or a device.")
    }
  }

  func run() throws {
    let wanted = python ?? PythonInterpreter.usual(calledAs: CommandLine.arguments[0])
    let interpreter = try PythonInterpreter.find(wanted)
    let installation = RecorderInstallation(for: interpreter)
    let package = try installation.package { folder in
      build || asks(interpreter, folder)
    }
    let before = output.flatMap { FileStamp(of: $0) }
    // With -I, the interpreter imports nothing from the working folder before the program runs. The program's own interpreter starts
    // without -I.
    var words = ["-I", package, "run", "--isolated"]
    if let output { words += ["--output", output] }
    words += recorder.words + ["--"] + target
    let (process, end) = try SignalForwarding.run { () throws(CommandError) in
      try ChildProcess(interpreter.executable, words)
    }
    // The recorder names the log by the same rule. It runs the program in the process in which it was started.
    let log = output ?? "gctrace-\(process.identifier).log.gz"
    // If the recorder refused, it has said why and left the file as it was. The contents of a pipe have been read already.
    if let after = FileStamp(of: log), after != before, after.isRegular { try conclude(log, end) }
    throw end
  }

  /// The names of this command's own options. ArgumentParser does not look for them after the first word of the program.
  private static let options = [
    "--output", "--python", "--import", "--build", "--force", "--sites", "--names", "--every",
    "--max-size",
    "--follow-fork", "--list-sizes", "--db", "--help", "--version",
  ]

  private func asks(_ interpreter: PythonInterpreter, _ folder: String) -> Bool {
    guard Question.canBeAsked else { return false }
    let python = "\(visible(interpreter.executable)) (\(visible(interpreter.version)))"
    let text = "gctrace: \(python) has no gctrace_recorder. Build it in \(visible(folder))?"
    return (try? Question.ask(text)) ?? false
  }

  /// Imports the log, or prints the command that does.
  private func conclude(_ log: String, _ end: ProgramEnd) throws {
    var standardError = StandardOutput(descriptor: STDERR_FILENO)
    guard importsLog else {
      // A killed program may have completed its log before, as after Ctrl-C. A program that exits may have left through os._exit.
      let breaksOff = Importer.breaksOff(path: log) == true
      let command = "gctrace import \(breaksOff ? "--truncated " : "")\(shellWord(log))"
      try standardError.line("gctrace: recorded; next: \(command)")
      return try standardError.flush()
    }
    do {
      let summary = try longWork("Importing \(log)") { (monitor) throws(GCTraceError) in
        try Importer(databasePath: database.path, acceptsTruncation: true)
          .importLog(path: log, name: nil, monitor: monitor)
      }
      let report = ImportReport(log: log, summary)
      for text in [report.text, report.warning].compactMap(\.self) { try standardError.line(text) }
      try standardError.flush()
    } catch {
      // The caller needs to know the program's own failure, not this one.
      guard end != .exited(status: 0) else { throw error }
      _ = ErrorReport(error).print()
    }
  }
}
