import Foundation
import Guards
import SQLite
import Testing
import TraceTesting

/// SIGINT at any point of the program. It stops within a second, plus some time on a busy machine.
@Suite struct InterruptionTests {
  private let program: TestProgram
  private var run: ProgramRun { program.run }

  init() throws {
    program = try TestProgram()
  }

  private func interrupt(_ arguments: String..., after prelude: String = ":") throws {
    let running = try run.start(arguments, after: prelude)
    Thread.sleep(forTimeInterval: 1.5)
    #expect(running.process.isRunning)
    let start = Date()
    kill(running.process.processIdentifier, SIGINT)
    let outcome = try running.finish()
    #expect(outcome.status == 130)
    #expect(outcome.errors == "gctrace: interrupted\n")
    #expect(Date().timeIntervalSince(start) < 3)
  }

  @Test func withinOneEvent() throws {
    try run.write(
      "gctrace 1\ntype 1 A\nthreshold 1\nalloc 1 1 10\ncount 2147483647\n",
      to: "count.log"
    )
    #expect(try run.run("import", "count.log").status == 0)
    try interrupt("replay")
    try interrupt("replay", "--dry-run")
  }

  /// SQLite makes no check within a function.
  @Test func withinOneFunctionOfSQL() throws {
    try run.write(Logs.small, to: "small.log")
    #expect(try run.run("import", "small.log").status == 0)
    try interrupt(
      "query",
      """
      WITH text(x) AS (SELECT replace(hex(zeroblob(2000000)), '0', 'a'))
      SELECT instr(x, substr(x, 1, 2000000) || 'b') FROM text
      """
    )
  }

  /// A view without end in the place of a table.
  @Test func withinAHostileSchema() throws {
    try run.write(Logs.small, to: "small.log")
    #expect(try run.run("import", "small.log").status == 0)
    try Connection(path: run.path("gctrace.db"), access: .readWrite).execute(
      """
      DROP TABLE mark;
      CREATE VIEW mark AS WITH RECURSIVE a(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a)
      SELECT 1 AS trace_id, 0 AS event, n AS text FROM a WHERE n < 0
      """
    )
    try interrupt("replay")
  }

  /// A trigger does not run at all.
  @Test func aTriggerOfADatabase() throws {
    try run.write(Logs.small, to: "small.log")
    #expect(try run.run("import", "small.log").status == 0)
    try Connection(path: run.path("gctrace.db"), access: .readWrite).execute(
      """
      CREATE TRIGGER endless AFTER INSERT ON run BEGIN
        SELECT max(n) FROM (
          WITH RECURSIVE a(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a) SELECT n FROM a);
      END
      """
    )
    #expect(try run.run("replay").status == 0)
  }

  /// A pipe whose other end is silent. The database that was created for it is removed.
  @Test func whileAFifoIsSilent() throws {
    try interrupt("import", "silent", after: "mkfifo silent; exec 9<>silent")
    #expect(try run.files == ["silent"])
  }

  /// A pipe that nobody reads.
  @Test func whileNobodyReads() throws {
    try run.write(Logs.small, to: "small.log")
    #expect(try run.run("import", "small.log").status == 0)
    try interrupt(
      "query",
      "WITH RECURSIVE a(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a) SELECT n FROM a",
      after: "mkfifo full; exec 9<>full; exec >full"
    )
  }
}
