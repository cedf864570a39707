import Foundation
import Testing

@testable import gctrace

/// How the built program fails: one message, the right status, and nothing left behind.
@Suite struct FailureTests {
  private let program: Program

  init() throws {
    program = try Program()
    try program.write(Logs.cycle, to: "cycle.log")
  }

  @Test(arguments: [
    ["replay"], ["traces"], ["runs"], ["query", "SELECT 1"], ["verify"], ["delete", "--run", "1"],
  ])
  func aMissingDatabaseIsNotMade(arguments: [String]) throws {
    let outcome = try program.run(arguments)
    #expect(outcome.status == 66)
    #expect(outcome.errors.hasPrefix("gctrace: no database at gctrace.db"))
    #expect(try program.files == ["cycle.log"])
  }

  @Test func aWrongLogLeavesNothing() throws {
    try program.write(Logs.undefinedType, to: "bad.log")
    let outcome = try program.run("import", "bad.log")
    #expect(outcome.status == 65)
    #expect(outcome.errors.hasPrefix("bad.log:3: expected "))
    #expect(outcome.errors.split(separator: "\n").count == 1)
    #expect(outcome.output.isEmpty)
    #expect(try program.files == ["bad.log", "cycle.log"])
  }

  @Test func aWrongLogLeavesTheDatabaseAsItWas() throws {
    _ = try program.run("import", "cycle.log")
    let before = try program.data("gctrace.db")
    try program.write(Logs.undefinedType, to: "bad.log")
    #expect(try program.run("import", "bad.log").status == 65)
    #expect(try program.data("gctrace.db") == before)
    #expect(try program.files == ["bad.log", "cycle.log", "gctrace.db"])
  }

  @Test func theLogsBeforeAWrongOneStay() throws {
    try program.write(Logs.undefinedType, to: "bad.log")
    let outcome = try program.run("import", "cycle.log", "bad.log")
    #expect(outcome.status == 65)
    #expect(outcome.output.hasPrefix("cycle.log: imported as trace 1"))
    let rows = try program.run("query", "SELECT name FROM trace", "--format", "jsonl")
    #expect(rows.output == "{\"name\":\"cycle\"}\n")
  }

  @Test func aLogThatBreaksOffIsRefusedUnlessAskedFor() throws {
    try program.write(Logs.brokenOff, to: "cut.log")
    let refused = try program.run("import", "cut.log")
    #expect(refused.status == 65)
    #expect(refused.errors.hasPrefix("cut.log:14: expected "))
    #expect(refused.errors.hasSuffix("; --truncated imports what is whole\n"))
    #expect(try program.files == ["cut.log", "cycle.log"])

    let taken = try program.run("import", "--truncated", "cut.log", "cycle.log")
    #expect(taken.status == 0)
    #expect(taken.output.hasPrefix("cut.log: imported as trace 1 (cut)"))
    #expect(taken.output.contains("cycle.log: imported as trace 2 (cycle)"))
    #expect(taken.errors == "gctrace: cut.log breaks off after line 13; 9 events were read\n")
    #expect(try program.run("replay", "cut").status == 0)

    let again = try program.run("import", "cut.log")
    #expect(again.status == 0)
    #expect(again.output == "cut.log: already imported as trace 1 (cut)\n")
  }

  @Test func aMissingLogIsNoInput() throws {
    let outcome = try program.run("import", "none.log")
    #expect(outcome.status == 66)
    #expect(outcome.errors == "gctrace: cannot read none.log: No such file or directory\n")
    #expect(try program.files == ["cycle.log"])
  }

  @Test func aDatabaseThatCannotBeMade() throws {
    let outcome = try program.run("import", "cycle.log", "--db", "none/x.db")
    #expect(outcome.status == 73)
    #expect(outcome.errors.hasPrefix("gctrace: cannot open the database none/x.db"))
  }

  @Test func anotherFileIsNoDatabase() throws {
    try program.write("not a database, whatever its name says\n", to: "gctrace.db")
    let outcome = try program.run("runs")
    #expect(outcome.status == 65)
    #expect(outcome.errors == "gctrace: gctrace.db is not a gctrace database\n")
  }

  @Test func aContradictionIsKeptAsAFailedRun() throws {
    try program.write(Logs.contradiction, to: "wrong.log")
    #expect(try program.run("import", "wrong.log").status == 0)
    let outcome = try program.run("replay")
    #expect(outcome.status == 65)
    #expect(outcome.errors.hasPrefix("wrong.log:4: expected "))
    let rows = try program.run("query", "SELECT status FROM run", "--format", "jsonl")
    #expect(rows.output == "{\"status\":\"failed\"}\n")
  }

  @Test(arguments: [
    ["query", "SELEC 1"], ["query", "SELECT * FROM nowhere"], ["query", "SELECT 1; SELECT 2"],
    ["query", "DELETE FROM trace"], ["query", "DROP TABLE trace"], ["query", ""],
    ["query", "CREATE TEMP TABLE t(a)"], ["query", "VACUUM"], ["query", "BEGIN"],
    ["query", "ATTACH 'other.db' AS other"], ["query", "PRAGMA user_version = 5"],
    ["replay", "--python", "3.14.2"], ["replay", "--python", "2.7"], ["traces", "--unknown"],
  ])
  func whatCannotBeAskedIsWrongUsage(arguments: [String]) throws {
    _ = try program.run("import", "cycle.log")
    let before = try program.data("gctrace.db")
    let outcome = try program.run(arguments)
    #expect(outcome.status == 64)
    #expect(outcome.errors.hasPrefix("gctrace: "))
    #expect(outcome.output.isEmpty)
    #expect(try program.data("gctrace.db") == before)
    #expect(try program.files == ["cycle.log", "gctrace.db"])
  }

  @Test(arguments: [
    ["replay", "nobody"], ["replay", "7"], ["replay", "--freeze-at", "mark:nowhere"], ["verify"],
    ["verify", "7"], ["delete", "--run", "7"],
    ["delete", "--trace", "nobody"],
  ])
  func whatIsNotThereIsNoInput(arguments: [String]) throws {
    _ = try program.run("import", "cycle.log")
    let outcome = try program.run(arguments)
    #expect(outcome.status == 66)
    #expect(outcome.errors.hasPrefix("gctrace: "))
    #expect(outcome.errors.split(separator: "\n").count == 1)
  }

  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")),
    arguments: [["query", "SELECT 1"], ["traces"], ["--help"], ["replay", "--dry-run"]]
  )
  func afullDiskIsAnErrorOfOutput(arguments: [String]) throws {
    _ = try program.run("import", "cycle.log")
    let outcome = try program.run(arguments, output: "/dev/full")
    #expect(outcome.status == 74)
    #expect(outcome.errors == "gctrace: cannot write the results: No space left on device\n")
  }

  @Test func whatALogSaysCannotSteerTheTerminal() throws {
    try program.write("gctrace 1\n\u{1b}[2Jwipe\n", to: "bad.log")
    let outcome = try program.run("import", "bad.log")
    #expect(outcome.status == 65)
    #expect(!outcome.errors.contains("\u{1b}"))
  }
}
