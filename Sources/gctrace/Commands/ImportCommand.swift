import ArgumentParser
import GCTraceKit
import Glibc

/// `gctrace import`: imports logs into the database.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Import logs, each as one trace, whole or not at all.",
    discussion: """
      Creates the database if there is none. A gzip-compressed log is recognised by its first \
      bytes, whatever its name. A log that is in the database already is recognised and not \
      imported again. A trace is named after its file, unless --name gives another name.

      A recording breaks off if its program was killed. The command refuses such a log, unless \
      --truncated tells it to import the log up to its last complete record. Standard error then \
      says how much that was.

      EXAMPLE:
        gctrace import app.log.gz
        gctrace import --truncated killed.log.gz
        zcat app.log.gz | gctrace import - --name app

      EXIT STATUS:
        0    all logs are in the database
        65   a log is wrong; the message says where: FILE:LINE: expected, found
        66   no such log
        73   the database cannot be created
        74   reading or writing failed, or the disk is full
        130  interrupted; nothing of the log at hand was kept
      """
  )

  @Argument(help: "Logs to import; - is standard input.", completion: .file())
  var logs: [String]

  @Option(help: "The trace's name; for one log only.")
  var name: String?

  @Flag(help: "Accept a log that breaks off.")
  var truncated = false

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: FormatOptions

  func validate() throws {
    if name != nil, logs.count > 1 {
      throw ValidationError("--name goes with one log, found \(logs.count) logs.")
    }
    if name == "" { throw ValidationError("--name needs a name, found an empty one.") }
    if logs.contains("") { throw ValidationError("expected a log's path, found an empty one.") }
    if logs.filter({ $0 == "-" }).count > 1 {
      throw ValidationError("standard input (-) can be read once only.")
    }
  }

  func run() throws {
    var standardOutput = StandardOutput()
    var writer = output.format.makeWriter()
    if output.format != .table {
      try standardOutput.add { writer.begin(ImportReport.columns, into: &$0) }
    }
    for log in logs {
      let report = ImportReport(log: log, try importLog(log))
      if output.format == .table {
        try standardOutput.line(report.text)
      } else {
        try standardOutput.add { writer.add(report.row, into: &$0) }
      }
      // The trace is in the database now, whatever happens to the next one.
      try standardOutput.flush()
      if let warning = report.warning {
        var standardError = StandardOutput(descriptor: STDERR_FILENO)
        try standardError.line(warning)
        try standardError.flush()
      }
    }
    if output.format != .table { try standardOutput.add { writer.end(into: &$0) } }
    try standardOutput.flush()
  }

  private func importLog(_ log: String) throws -> ImportSummary {
    do throws(GCTraceError) {
      return try longWork("Importing \(log)", readsInput: log == "-") {
        (monitor) throws(GCTraceError) in
        try Importer(databasePath: database.path, acceptsTruncation: truncated)
          .importLog(path: log, name: name, monitor: monitor)
      }
    } catch {
      throw error.fault == .cannotOpen ? CommandError.cannotCreate(error.message) : error
    }
  }
}
