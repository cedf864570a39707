import ArgumentParser
import Foundation
import Testing

@testable import gctrace

/// The built program from end to end: its output, its files, its exit status.
@Suite struct ProgramTests {
  private let program: Program

  init() throws {
    program = try Program()
    try program.write(Logs.cycle, to: "cycle.log")
  }

  @Test func importReplayQueryVerifyDelete() throws {
    let imported = try program.run("import", "cycle.log")
    #expect(imported.status == 0)
    #expect(imported.output.hasPrefix("cycle.log: imported as trace 1 (cycle)"))
    #expect(imported.errors.isEmpty)

    let replayed = try program.run("replay")
    #expect(replayed.status == 0)
    #expect(replayed.output.hasPrefix("Run 1 (python 3.11.7) of trace 1 (cycle): Python 3.11.7"))

    let asked = try program.run(
      "query",
      "SELECT generation, trigger, collected FROM collection WHERE run_id = 1",
      "--format",
      "csv"
    )
    #expect(asked.status == 0)
    #expect(asked.output == "generation,trigger,collected\r\n2,explicit,2\r\n")

    let verified = try program.run("verify", "1")
    #expect(verified.status == 0)
    #expect(verified.output.hasPrefix("1 of 1 observed collections agree"))

    let deletedRun = try program.run("delete", "--run", "1")
    #expect(deletedRun.status == 0)
    #expect(deletedRun.output.hasPrefix("deleted run 1"))
    let deletedTrace = try program.run("delete", "--trace", "cycle")
    #expect(deletedTrace.status == 0)
    #expect(deletedTrace.output.hasPrefix("deleted trace 1 (cycle)"))
    #expect(try program.run("traces", "--format", "jsonl").output == "")
  }

  @Test func theFileShrinksWhenAskedTo() throws {
    try program.write(Logs.long(objects: 60_000), to: "long.log")
    _ = try program.run("import", "cycle.log", "long.log")
    _ = try program.run("replay", "long")
    let told = try program.run("delete", "--run", "1")
    #expect(told.output.hasPrefix("deleted run 1 (python 3.11.7) of trace 2\n"))
    #expect(
      told.output.hasSuffix(
        "of gctrace.db are free; `gctrace delete --vacuum` gives them back\n"
      )
    )
    let before = try program.data("gctrace.db").count
    let outcome = try program.run("delete", "--trace", "long", "--vacuum")
    #expect(outcome.status == 0)
    let after = try program.data("gctrace.db").count
    #expect(after < before / 2)
    #expect(
      outcome.output == """
        deleted trace 2 (long) with 0 runs
        gctrace.db: \(byteCount(Int64(before))) before, \(byteCount(Int64(after))) now

        """
    )
    #expect(try program.run("delete", "--vacuum").status == 0)
    #expect(try program.run("traces", "--format", "jsonl").output.contains("\"name\":\"cycle\""))
  }

  /// The output on a terminal is safe to look at. The output for a program is faithful.
  @Test func csvIsSafeOnATerminalAndFaithfulInAPipe() throws {
    try program.write(Logs.cycle.replacing("the end", with: "\u{1b}[2J"), to: "steer.log")
    _ = try program.run("import", "steer.log")
    let arguments = ["query", "SELECT text FROM mark", "--format", "csv"]
    #expect(try program.run(arguments).output == "text\r\n\u{1b}[2J\r\n")
    let terminal = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY)
    defer { close(terminal) }
    var (locked, number) = (CInt(0), CInt(0))
    // TIOCSPTLCK and TIOCGPTN: Linux's unlockpt and ptsname, which Swift does not import.
    try #require(unsafe ioctl(terminal, 0x4004_5431, &locked) == 0)
    try #require(unsafe ioctl(terminal, 0x8004_5430, &number) == 0)
    let name = "/dev/pts/\(number)"
    // Kept open, because the output would vanish at the end of the program.
    let reader = unsafe open(name, O_RDWR | O_NOCTTY)
    defer { close(reader) }
    #expect(try program.run(arguments, output: name).status == 0)
    var bytes = [UInt8](repeating: 0, count: 200)
    let count = unsafe read(terminal, &bytes, bytes.count)
    // The terminal turns a line feed into two characters.
    let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    #expect(
      String(text.unicodeScalars.filter { $0 != "\r" }.map(Character.init)) == "text\n\\u{1b}[2J\n"
    )
  }

  @Test func questionsHaveNames() throws {
    _ = try program.run("import", "cycle.log")
    _ = try program.run("replay")
    let list = try program.run("query", "--list")
    #expect(list.status == 0)
    #expect(list.output.contains("garbage_by_type            Which types make the cyclic garbage?"))
    let answer = try program.run("query", "garbage_by_type", "--format", "csv")
    #expect(
      answer.output
        == "type,objects,bytes,first_collection,last_collection\r\nlist,2,112,1,1\r\n"
    )
    let sql = try program.run("query", "garbage_by_type", "--sql")
    #expect(sql.output.contains("FROM garbage_by_type WHERE run_id = :run"))
    #expect(try program.run("query", sql.output, "--format", "csv").output == answer.output)
    let wrong = try program.run("query", "garbage_by_tipe")
    #expect(wrong.status == 64)
    #expect(
      wrong.errors
        == "gctrace: no question is called 'garbage_by_tipe'. Did you mean 'garbage_by_type'?\n"
    )
    #expect(try program.run("query", "leak", "--run", "nobody").status == 66)
  }

  @Test func questionsFromAFile() throws {
    _ = try program.run("import", "cycle.log")
    try program.write("-- two\nSELECT 1 AS a;\nSELECT :trace AS b;\n", to: "two.sql")
    #expect(try program.run("query", "--file", "two.sql").output == "a\n-\n1\n\nb\n-\n1\n")
    let lines = try program.run("query", "--file", "two.sql", "--format", "jsonl")
    #expect(lines.output == "{\"a\":1}\n{\"b\":1}\n")
    let json = try program.run("query", "--file", "two.sql", "--format", "json")
    #expect(json.output == "[\n{\"a\":1}\n]\n[\n{\"b\":1}\n]\n")
    let missing = try program.run("query", "--file", "none.sql")
    #expect(missing.status == 66)
    #expect(missing.errors == "gctrace: cannot read none.sql: No such file or directory\n")
  }

  /// A what-if run differs from the reports, as it should, which says nothing against the replay.
  @Test func whatIfsAreNotJudged() throws {
    _ = try program.run("import", "cycle.log")
    let recorded = try program.run("replay")
    #expect(recorded.output.contains("Next: gctrace verify 1\n"))
    let whatIfs = [
      ["--threshold", "0"], ["--python", "3.12"], ["--policy", "never"], ["--ignore-collect"],
    ]
    for arguments in whatIfs {
      let whatIf = try program.run(["replay"] + arguments)
      #expect(whatIf.status == 0)
      #expect(!whatIf.output.contains("gctrace verify"))
      let all = try program.run("verify", "--all", "--format", "csv")
      #expect(all.status == 0)
      #expect(all.output.contains("\r\ncycle,3.11.7,1,1,1,"))
    }
    _ = try program.run("delete", "--run", "1")
    let none = try program.run("verify", "--all", "--format", "jsonl")
    #expect(none.output == "")
  }

  @Test func theSameLogIsRecognised() throws {
    _ = try program.run("import", "cycle.log")
    let before = try program.data("gctrace.db")
    let again = try program.run("import", "cycle.log", "--name", "other")
    #expect(again.status == 0)
    #expect(again.output == "cycle.log: already imported as trace 1 (cycle)\n")
    let piped = try program.run("import", "-", input: Logs.cycle)
    #expect(piped.output == "standard input: already imported as trace 1 (cycle)\n")
    #expect(try program.data("gctrace.db") == before)
  }

  @Test func standardInputAndSeveralLogs() throws {
    try program.write(Logs.wrongReport, to: "wrong.log")
    let outcome = try program.run(
      "import",
      "wrong.log",
      "-",
      "--format",
      "csv",
      input: Logs.cycle
    )
    #expect(outcome.status == 0)
    #expect(outcome.output.split(separator: "\r\n").count == 3)
    #expect(outcome.output.contains("\r\n2,stdin,-,1,3.11.7,"))
  }

  @Test func theDatabaseIsTheOptionsThenTheEnvironments() throws {
    let program = try Program(environment: ["GCTRACE_DB": "named.db"])
    try program.write(Logs.cycle, to: "cycle.log")
    #expect(try program.run("import", "cycle.log").status == 0)
    #expect(try program.files == ["cycle.log", "named.db"])
    #expect(try program.run("import", "cycle.log", "--db", "other.db").status == 0)
    #expect(try program.files == ["cycle.log", "named.db", "other.db"])
  }

  @Test func everyFormatComesOutOfEveryCommand() throws {
    _ = try program.run("import", "cycle.log")
    _ = try program.run("replay")
    let commands = [
      ["import", "cycle.log"], ["replay", "--dry-run"], ["traces"], ["runs"],
      ["query", "SELECT 1 AS n"], ["verify"],
    ]
    for command in commands {
      for format in OutputFormat.allCases {
        let outcome = try program.run(command + ["--format", format.rawValue])
        #expect(outcome.status == 0, "\(command) \(format)")
        switch format {
        case .table: #expect(!outcome.output.isEmpty, "\(command)")
        case .csv: #expect(outcome.output.hasSuffix("\r\n"), "\(command)")
        case .json, .jsonl:
          let options: JSONSerialization.ReadingOptions = .fragmentsAllowed
          let text = format == .json ? outcome.output : "[\(outcome.output)]"
          let rows = try JSONSerialization.jsonObject(with: Data(text.utf8), options: options)
          let expected = command == ["verify"] ? 0 : 1
          #expect((rows as? [[String: Any]])?.count == expected, "\(command) \(format)")
        }
      }
    }
  }

  @Test func aDifferenceFailsTheCheck() throws {
    try program.write(Logs.wrongReport, to: "wrong.log")
    _ = try program.run("import", "wrong.log")
    _ = try program.run("replay")
    let outcome = try program.run("verify")
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("0 of 1 observed collections agree"))
    #expect(outcome.errors.isEmpty)
    let rows = try program.run("verify", "--format", "csv")
    #expect(rows.status == 1)
    #expect(
      rows.output
        == "run_id,event,line,collection,field,observed,replayed\r\n1,9,13,1,collected,3,2\r\n"
    )
    #expect(rows.errors.hasPrefix("0 of 1 observed collections agree"))
  }

  @Test func aDryRunLeavesTheDatabaseAsItWas() throws {
    _ = try program.run("import", "cycle.log")
    let before = try program.data("gctrace.db")
    let outcome = try program.run("replay", "--dry-run", "--threshold", "1", "--python", "3.12")
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("Dry run"))
    #expect(try program.data("gctrace.db") == before)
  }

  @Test func questionsFromStandardInput() throws {
    _ = try program.run("import", "cycle.log")
    let outcome = try program.run("query", "-", input: "SELECT name\nFROM trace;\n")
    #expect(outcome.status == 0)
    #expect(outcome.output == "name\n-----\ncycle\n")
  }

  @Test func helpAndVersionAreResults() throws {
    let help = try program.run("--help")
    #expect(help.status == 0)
    #expect(help.output.hasPrefix("OVERVIEW: A laboratory for CPython's cyclic garbage collector."))
    #expect(help.errors.isEmpty)
    #expect(try program.run("--version").output == GCTrace.configuration.version + "\n")
    #expect(try program.files == ["cycle.log"])
  }
}
