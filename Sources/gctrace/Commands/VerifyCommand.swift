import ArgumentParser
import GCTraceKit
import Glibc

/// `gctrace verify`: compares a run with the reports of the real collector.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Compare a run with the collections that its log reports.",
    discussion: """
      Prints a row for each figure in which a collection of the run differs from the report of \
      the real collector. A run under other thresholds or of another version will differ.

      EXAMPLE:
        gctrace verify
        gctrace verify 2 --format csv
        gctrace verify --all

      EXIT STATUS:
        0    every reported collection agrees, or the log reports none
        1    there is a difference
        66   no such database or run
      """
  )

  @Argument(
    help: ArgumentHelp(
      "The run, by id or name. (default: the newest complete one)",
      valueName: "run"
    )
  )
  var wantedRun: String?

  @Flag(
    help: """
      Of every trace whose log reports collections, the newest complete run as it was recorded (no what-if): a row each, with \
      the first collection that differs and how the run stood when it was decided.
      """
  )
  var all = false

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: FormatOptions

  func validate() throws {
    if all, wantedRun != nil {
      throw ValidationError("expected a run or --all, found both")
    }
  }

  func run() throws {
    if all { return try certify() }
    let report = VerificationReport(
      try Verifier(databasePath: database.path).verify(run: wantedRun)
    )
    var standardOutput = StandardOutput()
    if output.format != .table || report.hasDifferences {
      try standardOutput.rows(VerificationReport.columns, report.rows, as: output.format)
    }
    if output.format == .table {
      try standardOutput.line(report.conclusion)
    }
    try standardOutput.flush()
    if output.format != .table {
      // Text for people must not mix with rows for machines.
      var standardError = StandardOutput(descriptor: STDERR_FILENO)
      try standardError.line(report.conclusion)
      try standardError.flush()
    }
    if report.hasDifferences { throw CommandError.checkFailed }
  }

  private func certify() throws {
    let certificate = CertificateReport(try Verifier(databasePath: database.path).verifyAll())
    var standardOutput = StandardOutput()
    try standardOutput.rows(CertificateReport.columns, certificate.rows, as: output.format)
    try standardOutput.flush()
    if certificate.hasDifferences { throw CommandError.checkFailed }
  }
}
