import Foundation
import SQLite
import Testing

@testable import gctrace

/// Failures of the built program: one message, the right status, and no leftovers.
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

  /// SQLite treats such a name as a URI.
  @Test(arguments: ["file:x.db", ":memory:", "file::memory:?cache=shared", "a?mode=memory"])
  func aNameIsOnlyAName(name: String) throws {
    #expect(try program.run("import", "cycle.log", "--db", name).status == 0)
    #expect(try program.files == ["cycle.log", name].sorted())
    #expect(try program.run("traces", "--db", name).output.contains("cycle"))
  }

  @Test func aPathThatIsNoTextIsRefused() throws {
    let path = Bundle.main.bundleURL.appending(path: "gctrace").path
    try program.write(
      """
      "\(path)" import --db "$(printf 'b\\377.db')" cycle.log; echo $?
      GCTRACE_DB="$(printf 'c\\377.db')" "\(path)" traces; echo $?
      """,
      to: "try.sh"
    )
    let outcome = try program.shell("try.sh")
    #expect(outcome.output == "64\n64\n")
    #expect(
      outcome.errors.hasPrefix(
        "gctrace: expected UTF-8, found other bytes in argument 3: 'b\u{fffd}.db'\n"
          + "gctrace: expected UTF-8, found other bytes in GCTRACE_DB."
      )
    )
    #expect(try program.files == ["cycle.log", "try.sh"])
  }

  @Test func aFolderIsNoDatabase() throws {
    for arguments in [["import", "cycle.log"], ["runs"], ["replay"]] {
      let outcome = try program.run(arguments + ["--db", "/"])
      #expect(outcome.status == (arguments[0] == "import" ? 73 : 74))
      #expect(outcome.errors == "gctrace: cannot open the database /: it is a folder\n")
    }
  }

  /// A damaged database is not the fault of the question.
  @Test(arguments: [["traces"], ["query", "SELECT * FROM mark"], ["replay"], ["verify"]])
  func aDamagedSchemaIsBadData(arguments: [String]) throws {
    _ = try program.run("import", "cycle.log")
    _ = try program.run("replay")
    for table in ["mark", "trace", "observed", "run"] {
      try Connection(path: program.file("gctrace.db").path, access: .readWrite)
        .execute("DROP TABLE \(table)")
    }
    let outcome = try program.run(arguments)
    #expect(outcome.status == 65)
    #expect(outcome.errors.split(separator: "\n").count == 1)
    #expect(outcome.errors.contains("gctrace.db"))
    #expect(outcome.errors.contains("damaged"))
  }

  /// The superuser may write anywhere, so the program then runs as nobody.
  @Test(arguments: [["replay"], ["delete", "--trace", "cycle"], ["delete", "--vacuum"]])
  func aDatabaseThatMayNotBeWrittenIsNamed(arguments: [String]) throws {
    _ = try program.run("import", "cycle.log")
    let outcome = try program.readOnly(arguments)
    #expect(outcome.status == 74)
    #expect(
      outcome.errors == "gctrace: gctrace.db may not be written\n"
        || outcome.errors == "gctrace: cannot open the database gctrace.db\n"
    )
  }

  @Test func anOlderDatabaseThatMayNotBeWrittenIsNamed() throws {
    let fixture = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "fixtures/databases/version-1.db")
    try Data(contentsOf: fixture).write(to: program.file("gctrace.db"))
    let outcome = try program.readOnly(["runs"])
    #expect(outcome.status == 74)
    #expect(
      outcome.errors
        == """
        gctrace: gctrace.db is of version 1 and could not be brought to version 2: the file or its folder \
        may not be written

        """
    )
    #expect(try program.data("gctrace.db") == Data(contentsOf: fixture))
    #expect(try program.run("runs").status == 0)
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
    ["query", "SELEC 1"], ["query", "SELECT * FROM nowhere"],
    ["query", "SELECT 1; DELETE FROM trace"],
    ["query", "SELECT 1; SELEC 2"], ["query", "SELECT :x"], ["query", "SELECT ?"],
    ["query", "nobody"],
    ["query", "DELETE FROM trace"], ["query", "DROP TABLE trace"], ["query", ""],
    ["query", "CREATE TEMP TABLE t(a)"], ["query", "VACUUM"], ["query", "BEGIN"],
    ["query", "ATTACH 'other.db' AS other"], ["query", "PRAGMA user_version = 5"],
    ["replay", "--python", "3.14.0rc1"], ["replay", "--python", "2.7"], ["traces", "--unknown"],
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

  /// Names that turn, hide and move text, through every command that prints them.
  @Test func whatALogIsCalledCannotSteerTheTerminal() throws {
    let name = "a\u{1b}]0;x\u{7}\u{202e}\u{2066}\u{200e}\u{61c}\u{200b}\u{e0041}\u{9b}2J"
    let log = Logs.cycle.replacing("type 1 list", with: "type 1 \(name)")
      .replacing("mark the end", with: "mark \(name)")
    try program.write(log, to: "hostile.log")
    let commands = [
      ["import", "hostile.log", "--name", name], ["replay", "--name", name], ["traces"], ["runs"],
      ["query", "SELECT name FROM type"], ["query", "SELECT name FROM type", "--format", "json"],
      ["query", "SELECT 1 AS \"\(name)\"", "--format", "jsonl"], ["verify"], ["verify", "--all"],
      ["replay", name], ["replay", name + "?"], [name], ["query", name], ["replay", "--\(name)"],
      ["import", name], ["replay", "--db", name], ["delete", "--trace", name],
    ]
    for command in commands {
      let outcome = try program.run(command)
      let text = outcome.output + outcome.errors
      #expect(!text.isEmpty)
      #expect(!text.unicodeScalars.contains { $0 != "\n" && isUnseen($0) }, "\(command[0])")
    }
  }

  @Test func whatALogSaysCannotSteerTheTerminal() throws {
    try program.write("gctrace 1\n\u{1b}[2Jwipe\n", to: "bad.log")
    let outcome = try program.run("import", "bad.log")
    #expect(outcome.status == 65)
    #expect(!outcome.errors.contains("\u{1b}"))
  }
}
