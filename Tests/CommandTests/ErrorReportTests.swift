import ArgumentParser
import GCTraceKit
import Testing

@testable import gctrace

@Suite struct ErrorReportTests {
  @Test func errorsOfTheKitAreNamed() {
    let report = ErrorReport(GCTraceError.noTraces)
    #expect(report.text == "gctrace: " + GCTraceError.noTraces.message)
    #expect(report.status == .noInput)
    #expect(!report.isResult)
  }

  @Test func errorsWithAPlaceBeginWithIt() {
    let report = ErrorReport(GCTraceError.contradicted("a.log:3: expected x, found \u{1b}y"))
    #expect(report.text == "a.log:3: expected x, found \\u{1b}y")
    #expect(report.status == .badData)
  }

  @Test(arguments: [
    (GCTraceError.badQuery("no"), gctrace.ExitStatus.usage), (.interrupted, .interrupted),
    (.noSuchRun("1"), .noInput), (.noRuns, .noInput), (.noSuchTrace("a"), .noInput),
    (.notModelled(python: "2.7", reason: "no", fromLog: false), .usage),
    (.notModelled(python: "2.7", reason: "no", fromLog: true), .badData),
  ])
  func statusesFollowTheFault(error: GCTraceError, status: gctrace.ExitStatus) {
    #expect(ErrorReport(error).status == status)
  }

  @Test func errorsOfTheOutput() {
    #expect(ErrorReport(OutputError.closedPipe).text.isEmpty)
    #expect(ErrorReport(OutputError.closedPipe).status == .inputOutput)
    let full = ErrorReport(OutputError.failed(reason: "No space left on device"))
    #expect(full.text == "gctrace: cannot write the results: No space left on device")
    #expect(full.status == .inputOutput)
  }

  @Test func errorsOfTheCommands() {
    #expect(ErrorReport(CommandError.checkFailed).text.isEmpty)
    #expect(ErrorReport(CommandError.checkFailed).status == .checkFailed)
    #expect(ErrorReport(CommandError.cannotCreate("no")).status == .cannotCreate)
    #expect(ErrorReport(CommandError.cannotCreate("no")).text == "gctrace: no")
  }

  @Test func wrongArgumentsShowTheUsage() {
    let report = #expect(throws: (any Error).self) { try GCTrace.parseAsRoot(["runs", "--wrong"]) }
      .map(ErrorReport.init)
    #expect(report?.status == .usage)
    #expect(report?.text.hasPrefix("gctrace: Unknown option '--wrong'") == true)
    #expect(report?.text.contains("Usage: gctrace runs") == true)
  }

  @Test func helpIsAResult() throws {
    let error = #expect(throws: (any Error).self) { try GCTrace.parseAsRoot(["--version"]) }
    let report = ErrorReport(try #require(error))
    #expect(report.status == .done)
    #expect(report.isResult)
    #expect(report.text == GCTrace.configuration.version)
  }

  @Test func anythingElseIsOurs() {
    struct Stray: Error {}
    #expect(ErrorReport(Stray()).status == .internalError)
  }
}
