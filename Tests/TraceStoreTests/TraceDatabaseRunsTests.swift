import SQLite
import Testing
import TraceStore

@Suite struct TraceDatabaseRunsTests {
  let directory: TemporaryDirectory
  let database: TraceDatabase

  init() throws {
    directory = try TemporaryDirectory()
    database = try directory.create()
    for digest: UInt8 in 1...2 {
      _ = try RandomTrace(seed: 7, sizes: [10]).store(in: database, digest: [digest])
    }
  }

  @Test func aFailedRunIsARowOfItsOwn() throws {
    let failed = Run(
      trace: 1,
      name: "3.11",
      python: "3.11.7",
      status: .failed,
      startedAt: "a",
      finishedAt: "b",
      events: 3,
      error: "event 3: what"
    )
    let stored = try database.insert(failed)
    #expect(stored.id == 1)
    #expect(try database.run(1) == stored)
    var interrupted = failed
    interrupted.status = .interrupted
    interrupted.error = nil
    interrupted.finishedAt = nil
    #expect(try database.insert(interrupted).id == 2)
    #expect(try database.run(2)?.status == .interrupted)
    #expect(try database.run(2)?.finishedAt == nil)
    #expect(try database.run(3) == nil)
    #expect(try database.problems().isEmpty)
  }

  @Test func runsAreFound() throws {
    for (trace, name, status) in [
      (1, "a", Run.Status.complete), (2, "a", .complete), (1, "b", .failed), (1, "2", .complete),
      (1, "c", .interrupted),
    ] {
      _ = try database.insert(
        Run(trace: Int64(trace), name: name, python: "3.11.7", status: status, startedAt: "")
      )
    }
    #expect(try database.runs().map(\.id) == [1, 2, 3, 4, 5])
    #expect(try database.runs(ofTrace: 1).map(\.id) == [1, 3, 4, 5])
    #expect(try database.runs(ofTrace: 3).isEmpty)
    #expect(try database.run(named: "a")?.id == 2)
    #expect(try database.run(named: "2")?.id == 4)
    #expect(try database.run(named: "3")?.id == 3)
    #expect(try database.run(named: "nobody") == nil)
    #expect(try database.newestRun()?.id == 5)
    #expect(try database.newestRun(completeOnly: true)?.id == 4)
    #expect(try database.newestRun(ofTrace: 2)?.id == 2)
    #expect(try database.newestRun(ofTrace: 2, completeOnly: true)?.id == 2)
    #expect(try database.newestRun(ofTrace: 3) == nil)
  }
}
