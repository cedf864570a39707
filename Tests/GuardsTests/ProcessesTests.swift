import Foundation
import Guards
import SQLite
import Testing
import TraceTesting

/// Several processes on one database, over a trace that is large enough for them to meet.
@Suite struct ProcessesTests {
  private let program: TestProgram
  private var run: ProgramRun { program.run }

  init() throws {
    program = try TestProgram()
    try run.write(Logs.rings(30_000), to: "one.log")
    try run.write(Logs.rings(30_000, name: "other"), to: "other.log")
  }

  private func answer(_ sql: String) throws -> Int64? {
    try Connection(path: run.path("gctrace.db"), access: .readOnly).integer(sql)
  }

  private func expectHealth() throws {
    #expect(try Dump.problems(path: run.path("gctrace.db")) == [])
    #expect(try run.files.filter { $0.hasSuffix("-journal") } == [])
  }

  /// A run that goes on beside others.
  private struct Contender {
    var arguments: [String]
    var running: Subprocess.Running
  }

  private func start(_ arguments: String...) throws -> Contender {
    Contender(arguments: arguments, running: try run.start(arguments))
  }

  /// How it ended. On a busy machine, and with a sanitizer, the others may need longer than the ten seconds that it waits for the lock:
  /// then it says so, and is started again, as its user would.
  private func finish(_ contender: Contender) throws -> Subprocess.Outcome {
    var outcome = try contender.running.finish()
    for _ in 0..<10 where outcome.status == 74 && outcome.errors.contains("locked") {
      outcome = try run.start(contender.arguments).finish()
    }
    return outcome
  }

  @Test func twoImports() throws {
    let all = try [
      start("import", "one.log"), start("import", "other.log"),
      start("import", "one.log", "--name", "again"),
    ]
    for contender in all { #expect(try finish(contender).status == 0) }
    // The same bytes are one trace, whoever came first.
    #expect(try answer("SELECT count(*) FROM trace") == 2)
    #expect(try answer("SELECT count(DISTINCT events) FROM trace") == 1)
    try expectHealth()
  }

  @Test func twoReplaysAndAReader() throws {
    #expect(try run.run("import", "one.log").status == 0)
    let both = try [start("replay"), start("replay", "--threshold", "100")]
    var looks = 0
    while both.contains(where: { $0.running.process.isRunning }) {
      // Half a run: collections without their run, or a run without all its collections.
      let half = try answer(
        """
        SELECT (SELECT count(*) FROM collection WHERE run_id NOT IN (SELECT id FROM run))
          + (SELECT count(*) FROM run AS r WHERE collections <>
              (SELECT count(*) FROM collection WHERE run_id = r.id))
        """
      )
      #expect(half == 0)
      looks += 1
    }
    #expect(looks > 1)
    for contender in both { #expect(try finish(contender).status == 0) }
    #expect(try answer("SELECT count(*) FROM run WHERE status = 'complete'") == 2)
    #expect(try answer("SELECT count(DISTINCT collections) FROM run") == 2)
    try expectHealth()
  }

  /// Whichever comes first: the run is whole and goes with its trace, or there is no trace left to replay.
  @Test(arguments: [0, 0.05, 0.2, 0.5]) func aDeletionMeetsAReplay(delay: Double) throws {
    #expect(try run.run("import", "one.log").status == 0)
    let deletion = try start("delete", "--trace", "one")
    Thread.sleep(forTimeInterval: delay)
    let replay = try start("replay", "one")
    #expect(try finish(deletion).status == 0)
    #expect([0, 66].contains(try finish(replay).status))
    #expect(try answer("SELECT count(*) FROM run") == 0)
    #expect(try answer("SELECT count(*) FROM collection") == 0)
    #expect(try run.run("import", "other.log").status == 0)
    // What was deleted does not come back under its id.
    #expect(try answer("SELECT id FROM trace") == 2)
    try expectHealth()
  }

  @Test func aReplayMeetsADeletion() throws {
    #expect(try run.run("import", "one.log").status == 0)
    let replay = try start("replay", "one")
    Thread.sleep(forTimeInterval: 0.3)
    let deletion = try start("delete", "--trace", "one")
    #expect([0, 66].contains(try finish(replay).status))
    #expect(try finish(deletion).status == 0)
    #expect(try answer("SELECT count(*) FROM run") == 0)
    try expectHealth()
  }
}
