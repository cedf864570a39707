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

  @Test func twoImports() throws {
    let both = try [
      run.start(["import", "one.log"]), run.start(["import", "other.log"]),
      run.start(["import", "one.log", "--name", "again"]),
    ]
    for running in both { #expect(try running.finish().status == 0) }
    // The same bytes are one trace, whoever came first.
    #expect(try answer("SELECT count(*) FROM trace") == 2)
    #expect(try answer("SELECT count(DISTINCT events) FROM trace") == 1)
    try expectHealth()
  }

  @Test func twoReplaysAndAReader() throws {
    #expect(try run.run("import", "one.log").status == 0)
    let both = try [run.start(["replay"]), run.start(["replay", "--threshold", "100"])]
    var looks = 0
    while both.contains(where: { $0.process.isRunning }) {
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
    for running in both { #expect(try running.finish().status == 0) }
    #expect(try answer("SELECT count(*) FROM run WHERE status = 'complete'") == 2)
    #expect(try answer("SELECT count(DISTINCT collections) FROM run") == 2)
    try expectHealth()
  }

  /// Whichever comes first: the run is whole and goes with its trace, or there is no trace left to replay.
  @Test(arguments: [0, 0.05, 0.2, 0.5]) func aDeletionMeetsAReplay(delay: Double) throws {
    #expect(try run.run("import", "one.log").status == 0)
    let deletion = try run.start(["delete", "--trace", "one"])
    Thread.sleep(forTimeInterval: delay)
    let replay = try run.start(["replay", "one"])
    #expect(try deletion.finish().status == 0)
    let replayed = try replay.finish()
    #expect([0, 66].contains(replayed.status))
    #expect(try answer("SELECT count(*) FROM run") == 0)
    #expect(try answer("SELECT count(*) FROM collection") == 0)
    #expect(try run.run("import", "other.log").status == 0)
    // What was deleted does not come back under its id.
    #expect(try answer("SELECT id FROM trace") == 2)
    try expectHealth()
  }

  @Test func aReplayMeetsADeletion() throws {
    #expect(try run.run("import", "one.log").status == 0)
    let replay = try run.start(["replay", "one"])
    Thread.sleep(forTimeInterval: 0.3)
    let deletion = try run.start(["delete", "--trace", "one"])
    #expect([0, 66].contains(try replay.finish().status))
    #expect(try deletion.finish().status == 0)
    #expect(try answer("SELECT count(*) FROM run") == 0)
    try expectHealth()
  }
}
