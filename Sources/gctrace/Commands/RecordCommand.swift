import ArgumentParser
import GCTraceKit
import Glibc

/// `gctrace record`: a program run with the recorder in it.
struct RecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Run a Python program and record what it does to its heap.",
    discussion: """
      Runs a script, -m and a module, or -c and code, as python does. Input, output, signals \
      and exit status are the program's own. At the end standard error has the command that \
      imports the log. A program that is killed, or leaves by os._exit, leaves a log that breaks \
      off; see import --truncated.

      The program's interpreter is python3, as the shell finds it; a gctrace that is called by its \
      path, as in .venv/bin/gctrace, takes the python3 beside it. The recorder is the Python \
      package gctrace-recorder, which that interpreter must have, or which came with gctrace. Where \
      gctrace has the recorder's sources, it builds the recorder, once asked for on the terminal \
      or by --build, and keeps it under $XDG_CACHE_HOME/gctrace (or ~/.cache/gctrace).

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
    help: "Where to; compressed if it ends in .gz. (default: gctrace-PID.log.gz)",
    completion: .file(extensions: ["gz", "log"])
  )
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Whose Python: a path, a command, or X.Y. (default: python3)",
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

  /// The program and its arguments, as python takes them.
  var target: [String] { program.first == "--" ? Array(program.dropFirst()) : program }

  func validate() throws {
    if output == "" || output == "-" {
      throw ValidationError("-o needs a file, found '\(output ?? "")'.")
    }
    if python == "" { throw ValidationError("--python needs a Python, found an empty one.") }
    guard let first = target.first else {
      throw ValidationError("expected a program to record.")
    }
    // What is passed through is not looked at for it.
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
    // -I: nothing of the working folder is imported before the program is. The program's own interpreter is started without it.
    var words = ["-I", package, "run", "--isolated"]
    if let output { words += ["--output", output] }
    words += recorder.words + ["--"] + target
    let (process, end) = try SignalForwarding.run { () throws(CommandError) in
      try ChildProcess(interpreter.executable, words)
    }
    // The recorder's own rule; the process that it runs the program in is the one that it was started in.
    let log = output ?? "gctrace-\(process.identifier).log.gz"
    // Refused, the recorder has said why and left the file as it was. What went into a pipe has been read already.
    if let after = FileStamp(of: log), after != before, after.isRegular { try conclude(log, end) }
    throw end
  }

  /// The names of the command's own options, which ArgumentParser does not look at behind what it takes for the program.
  private static let options = [
    "--output", "--python", "--import", "--build", "--force", "--sites", "--every", "--max-size",
    "--follow-fork", "--list-sizes", "--db", "--help", "--version",
  ]

  private func asks(_ interpreter: PythonInterpreter, _ folder: String) -> Bool {
    guard Question.canBeAsked else { return false }
    let python = "\(visible(interpreter.executable)) (\(visible(interpreter.version)))"
    let text = "gctrace: \(python) has no gctrace_recorder. Build it in \(visible(folder))?"
    return (try? Question.ask(text)) ?? false
  }

  /// Imports the log, or says how to.
  private func conclude(_ log: String, _ end: ProgramEnd) throws {
    var standardError = StandardOutput(descriptor: STDERR_FILENO)
    guard importsLog else {
      // One that was killed may have come to its end before, as after Ctrl-C; one that exits may have left by os._exit.
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
      // The program's own failure is what its caller has to know.
      guard end != .exited(status: 0) else { throw error }
      _ = ErrorReport(error).print()
    }
  }
}
