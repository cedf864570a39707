import Foundation
import Testing

@testable import gctrace

/// `gctrace explain` and `gctrace leaks`, as the built program. `docs/explain.md` and `docs/leaks.md` show their output for the fixtures.
@Suite struct ExplainTests {
  private let program: Program

  init() throws {
    program = try Program()
    try program.write(Logs.cycle, to: "cycle.log")
    _ = try program.run("import", "cycle.log")
    _ = try program.run("replay", "--name", "first")
  }

  @Test(arguments: [
    (["explain"], 64), (["explain", "0"], 64), (["explain", "x"], 64),
    (["explain", "1", "2", "3"], 64), (["explain", "7", "1"], 66),
    (["explain", "first", "99"], 66),
    (["leaks", "7"], 66), (["leaks", "--mark", "nothing"], 66), (["leaks", "--limit", "0"], 64),
  ])
  func wrongRequestsAreRefused(arguments: [String], status: Int) throws {
    let outcome = try program.run(arguments)
    #expect(Int(outcome.status) == status)
    #expect(outcome.output == "")
    #expect(outcome.errors.contains("gctrace: "))
  }

  @Test(arguments: ["table", "csv", "json", "jsonl"])
  func everyFormatIsWritten(format: String) throws {
    for command in [["explain", "first", "1"], ["leaks"]] {
      let outcome = try program.run(command + ["--format", format])
      #expect(outcome.status == 0, "\(command)")
      #expect(outcome.errors == "")
      if format == "csv" {
        let columns = command[0] == "leaks" ? LeaksReport.columns : ExplanationReport.columns
        #expect(outcome.output.hasPrefix(columns.joined(separator: ",") + "\r\n"))
        let lines = outcome.output.components(separatedBy: "\r\n").dropLast()
        #expect(lines.allSatisfy { $0.count { $0 == "," } >= columns.count - 1 })
      }
    }
  }

  @Test func garbageIsToldWhereItIsAskedFor() throws {
    let replayed = try program.run("replay", "--with", "garbage,deaths")
    #expect(replayed.output.contains("peak garbage"))
    let kinds = try program.run(
      "query",
      "SELECT kind FROM analysis WHERE run_id = 2 ORDER BY kind",
      "--format",
      "csv"
    )
    #expect(kinds.output == "kind\r\ndeaths\r\ngarbage\r\n")
    #expect(try program.run("replay", "--with", "garbage", "--dry-run").status == 64)
    #expect(try program.run("replay", "--with", "nothing").status == 64)
  }
}
