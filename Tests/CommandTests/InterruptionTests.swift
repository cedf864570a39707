import Foundation
import Testing

@testable import gctrace

/// SIGINT and SIGTERM while the built program works.
@Suite struct InterruptionTests {
  private let program: Program

  init() throws {
    program = try Program()
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func aReplayIsRecordedAsInterrupted(signal: Int32) throws {
    try program.write(Logs.long(objects: 400_000), to: "long.log")
    #expect(try program.run("import", "long.log").status == 0)
    // Its journal says that the replay is within its transaction.
    let outcome = try program.interrupt("replay", "--threshold", "1,1,1", by: signal) { _ in
      FileManager.default.fileExists(atPath: program.file("gctrace.db-journal").path)
    }
    #expect(outcome.status == 130)
    #expect(outcome.errors == "gctrace: interrupted\n")
    let rows = try program.run("query", "SELECT status FROM run", "--format", "jsonl")
    #expect(rows.output == "{\"status\":\"interrupted\"}\n")
    #expect(try program.files == ["gctrace.db", "long.log"])
  }

  @Test func anImportThatWaitsForInputStops() throws {
    let pipe = Pipe()
    pipe.fileHandleForWriting.write(Data("gctrace 1\ntype 1 list\n".utf8))
    let outcome = try program.interrupt("import", "-", by: SIGINT, input: pipe) { process in
      isWaiting(process)
    }
    #expect(outcome.status == 130)
    #expect(outcome.errors == "gctrace: interrupted\n")
    #expect(try program.files == [])
  }

  @Test func aQueryStops() throws {
    try program.write(Logs.cycle, to: "cycle.log")
    _ = try program.run("import", "cycle.log")
    let endless = "WITH RECURSIVE a(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a) "
    let started = Date()
    let outcome = try program.interrupt(
      "query",
      endless + "SELECT max(n) FROM a",
      by: SIGINT
    ) { _ in Date().timeIntervalSince(started) > 0.5 }
    #expect(outcome.status == 130)
    #expect(outcome.output.isEmpty)
  }

  /// Whether the process handles SIGINT and sleeps in a system call, as Linux's /proc tells.
  private func isWaiting(_ process: Process) -> Bool {
    let path = "/proc/\(process.processIdentifier)/status"
    guard let status = try? String(contentsOfFile: path, encoding: .utf8) else { return false }
    var (sleeps, catches) = (false, false)
    for line in status.split(separator: "\n") {
      if line.hasPrefix("State:") { sleeps = line.contains("S (sleeping)") }
      if line.hasPrefix("SigCgt:"), let mask = UInt64(line.suffix(16), radix: 16) {
        catches = mask & (1 << UInt64(SIGINT - 1)) != 0
      }
    }
    return sleeps && catches
  }
}
