import ArgumentParser
import Foundation
import Testing

@testable import gctrace

/// The built program end to end: what it prints, what it leaves, what status it ends with.
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
