import Foundation
import SQLite
import Testing

@testable import gctrace

/// `gctrace summary` of a trace that nobody has replayed, as the built program.
@Suite struct SummaryTests {
  private let program: Program

  init() throws {
    program = try Program()
    try program.write(Logs.cycle, to: "cycle.log")
    _ = try program.run("import", "cycle.log")
  }

  private let announcement =
    "Trace 1 (cycle) has no run yet: replaying it as it was recorded.\n"

  private func runs() throws -> [Substring] {
    try program.run(
      "query",
      "SELECT trace_id, name, status FROM run ORDER BY id",
      "--format",
      "csv"
    )
    .output.split(separator: "\r\n").dropFirst().map { $0 }
  }

  @Test func aRecordingThatMadePausesLongerIsSaidToHave() throws {
    let log = """
      gctrace 1
      meta python 3.11.7
      meta pauses inflated by --sites
      type 1 Node
      alloc 1 1 48
      ref 1 1
      release 1
      collect 0
      observed 0 1 0 21000 0 0 0

      """
    try program.write(log, to: "sites.log")
    try program.write(log.replacing("meta pauses inflated by --sites\n", with: ""), to: "plain.log")
    for (name, end) in [("sites", "as recorded, inflated by --sites"), ("plain", "as recorded")] {
      _ = try program.run("import", "\(name).log", "--db", "\(name).db")
      let lines = try program.run("summary", "--db", "\(name).db").output.split(separator: "\n")
      let pauses = try #require(lines.first { $0.hasPrefix("  pauses") })
      #expect(pauses.hasSuffix(", 21.0 us in all, \(end)"), "\(pauses)")
    }
  }

  @Test func aTraceWithoutARunIsReplayedOnce() throws {
    let first = try program.run("summary")
    #expect(first.status == 0)
    #expect(first.errors == announcement)
    #expect(first.output.hasPrefix("Run 1 (python 3.11.7) of trace 1 (cycle), as recorded"))
    let again = try program.run("summary")
    #expect(again.errors == "")
    #expect(again.output == first.output)
    #expect(try runs() == ["1,python 3.11.7,complete"])
  }

  @Test func standardOutputHasTheResultAlone() throws {
    let summary = try program.run("summary", "--format", "jsonl")
    #expect(summary.errors == announcement)
    #expect(summary.output.split(separator: "\n").count == 1)
    #expect(summary.output.hasPrefix("{\"run_id\":1,"))
  }

  /// A question is about the newest recording.
  @Test func theNewestTraceCounts() throws {
    _ = try program.run("summary")
    try program.write(Logs.cycle + "mark more\n", to: "more.log")
    _ = try program.run("import", "more.log")
    let summary = try program.run("summary")
    #expect(summary.errors.hasPrefix("Trace 2 (more) has no run yet"))
    #expect(summary.output.hasPrefix("Run 2 (python 3.11.7) of trace 2 (more)"))
    // A question is then about a later run of the older trace.
    _ = try program.run("replay", "cycle", "--threshold", "5")
    #expect(try program.run("summary").output.hasPrefix("Run 3 "))
  }

  @Test func aRunThatIsNamedIsNotMade() throws {
    let outcome = try program.run("summary", "1")
    #expect(outcome.status == 66)
    #expect(outcome.errors == "gctrace: no run has the id '1'; `gctrace runs` lists them\n")
    #expect(try runs().isEmpty)
  }

  @Test func aDatabaseThatMayNotBeWrittenIsSummedUpIfItHasARun() throws {
    let refused = try program.readOnly(["summary"])
    #expect(refused.status == 74)
    #expect(
      refused.errors
        == "gctrace: trace 1 (cycle) has no run yet, and none can be made: gctrace.db may not be written\n"
    )
    #expect(refused.output == "")
    #expect(try runs().isEmpty)
    let written = try program.run("summary")
    let summary = try program.readOnly(["summary"])
    #expect(summary.status == 0)
    #expect(summary.output == written.output)
  }

  @Test func aLogThatContradictsItselfFailsOnce() throws {
    try program.write(Logs.contradiction, to: "wrong.log")
    _ = try program.run("import", "wrong.log")
    let first = try program.run("summary")
    #expect(first.status == 65)
    #expect(
      first.errors.hasPrefix("Trace 2 (wrong) has no run yet: replaying it as it was recorded.\n")
    )
    let again = try program.run("summary")
    #expect(again.status == 65)
    #expect(again.errors.hasPrefix("wrong.log:4: expected "))
    #expect(first.errors.hasSuffix(again.errors))
    #expect(try runs() == ["2,python 3.11.15,failed"])
  }

  /// Only an as-recorded replay that failed would fail again.
  @Test(arguments: [([], "interrupted"), (["--threshold", "7"], "failed")])
  func aRunWithoutResultsIsNoRun(setting: [String], status: String) throws {
    _ = try program.run(["replay"] + setting)
    try Connection(path: program.file("gctrace.db").path, access: .readWrite)
      .execute("UPDATE run SET status = '\(status)', error = 'cycle.log:4: expected this'")
    let summary = try program.run("summary")
    #expect(summary.status == 0)
    #expect(summary.errors == announcement)
    #expect(summary.output.hasPrefix("Run 2 (python 3.11.7) of trace 1"))
  }

  @Test func withoutATraceThereIsNothingToReplay() throws {
    _ = try program.run("delete", "--trace", "cycle")
    let outcome = try program.run("summary")
    #expect(outcome.status == 66)
    #expect(
      outcome.errors == "gctrace: the database holds no trace yet; `gctrace import LOG` adds one\n"
    )
  }
}
