import Foundation
import Guards
import SQLite
import Testing
import TraceTesting

/// The program's reaction to refusals of the system: one line, the right status, and no new files.
@Suite struct LimitTests {
  private let program: TestProgram
  private var run: ProgramRun { program.run }

  init() throws {
    program = try TestProgram()
    try run.write(Logs.rings(20_000), to: "large.log")
    try run.write(Logs.small, to: "small.log")
  }

  private func expectOneLine(_ outcome: Subprocess.Outcome, status: Int32) {
    #expect(!outcome.isKilled)
    #expect(outcome.status == status)
    #expect(outcome.output == "")
    #expect(outcome.errors.hasPrefix("gctrace: ") && outcome.errors.hasSuffix("\n"))
    #expect(outcome.errors.split(separator: "\n").count == 1)
  }

  @Test func aFileMayNotGrowBeyondItsLimit() throws {
    let first = try run.run("import", "large.log", after: "ulimit -f 400")
    expectOneLine(first, status: 74)
    #expect(try run.files == ["large.log", "small.log"])

    #expect(try run.run("import", "large.log").status == 0)
    let before = try Dump(path: run.path("gctrace.db"))
    let size = try Data(contentsOf: run.folder.appending(path: "gctrace.db")).count / 512
    try run.write(Logs.rings(20_000, name: "other"), to: "small.log")
    for arguments in [["replay", "--threshold", "20,2,2"], ["import", "small.log"]] {
      let running = try run.start(arguments, after: "ulimit -f \(size + 20)")
      expectOneLine(try running.finish(), status: 74)
      #expect(try Dump(path: run.path("gctrace.db")) == before)
    }
    #expect(try run.files == ["gctrace.db", "large.log", "small.log"])
  }

  /// A small disk in memory, which only root may mount.
  @Test func aFullDisk() throws {
    let disk = run.path("disk")
    let mounted = "mkdir disk && mount -t tmpfs -o size=1500k tmpfs disk 2>/dev/null"
    guard try run.run("--version", after: "\(mounted) || exit 9").status == 0 else {
      print("skipped: only root may mount a small disk")
      return
    }
    defer { _ = try? run.run("--version", after: "umount disk") }
    try run.write(Logs.rings(60_000), to: "larger.log")
    expectOneLine(try run.run("import", "larger.log", "--db", "disk/a.db"), status: 74)
    #expect(try FileManager.default.contentsOfDirectory(atPath: disk) == [])
    #expect(try run.run("import", "small.log", "--db", "disk/a.db").status == 0)
    let before = try Dump(path: disk + "/a.db")
    expectOneLine(try run.run("import", "larger.log", "--db", "disk/a.db"), status: 74)
    #expect(try Dump(path: disk + "/a.db") == before)
    #expect(try run.run("replay", "--db", "disk/a.db").status == 0)
  }

  @Test func noPermission() throws {
    // Not even root may write here.
    let outcome = try run.run("import", "small.log", "--db", "/proc/gctrace-test.db")
    expectOneLine(outcome, status: 73)
    #expect(try run.files == ["large.log", "small.log"])
  }

  /// A command that cannot get the lock says so after ten seconds, or when it is interrupted.
  @Test func aLockThatAnotherKeeps() throws {
    #expect(try run.run("import", "small.log").status == 0)
    let other = try Connection(path: run.path("gctrace.db"), access: .readWrite)
    try other.begin()
    let waiting = try run.start(["replay"])
    let stopped = try run.start(["delete", "--trace", "1"])
    Thread.sleep(forTimeInterval: 1.5)
    let start = Date()
    kill(stopped.process.processIdentifier, SIGINT)
    let interrupted = try stopped.finish()
    #expect(interrupted.status == 130)
    #expect(interrupted.errors == "gctrace: interrupted\n")
    #expect(Date().timeIntervalSince(start) < 3)
    let busy = try waiting.finish()
    expectOneLine(busy, status: 74)
    #expect(busy.errors.contains("locked"))
    other.rollBack()
    #expect(try run.run("replay").status == 0)
  }
}
