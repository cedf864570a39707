import ArgumentParser
import Testing

import GCTraceKit

@testable import gctrace

/// The commands' handling of their arguments.
@Suite struct ArgumentTests {
  @Test func importTakesLogsAndAName() throws {
    let command = try #require(
      try GCTrace.parseAsRoot(["import", "a.log", "--name", "x", "--db", "y.db"]) as? ImportCommand
    )
    #expect(command.logs == ["a.log"])
    #expect(command.name == "x")
    #expect(command.database.path == "y.db")
    #expect(command.output.format == .table)
  }

  @Test func aLoneDashIsStandardInput() throws {
    let command = try #require(try GCTrace.parseAsRoot(["import", "-"]) as? ImportCommand)
    #expect(command.logs == ["-"])
  }

  @Test func replayTakesVersionAndThresholds() throws {
    let command = try #require(
      try GCTrace.parseAsRoot([
        "replay", "app", "--python", "3.12.1", "--threshold", "5,0,-1", "--dry-run", "--format",
        "jsonl",
      ]) as? ReplayCommand
    )
    #expect(command.trace == "app")
    #expect(command.python == "3.12.1")
    #expect(command.threshold == [5, 0, -1])
    #expect(command.dryRun)
    #expect(command.output.format == .jsonl)
  }

  @Test func replayTakesASetting() throws {
    let command = try #require(
      try GCTrace.parseAsRoot([
        "replay", "--policy", "never", "--freeze-at", "mark:a", "--collect-every", "3",
        "--ignore-collect", "--setting", "collect-at=end", "--threshold", "5", "--strict",
      ]) as? ReplayCommand
    )
    let request = try command.setting.request(python: nil, threshold: command.threshold)
    #expect(
      request.text
        == "threshold=5,policy=never,ignore-collect=1,freeze-at=mark:a,collect-every=3,collect-at=end"
    )
    #expect(command.strict)
  }

  @Test(
    arguments: [["--policy", "nursery"], ["--collect-every", "0"], ["--setting", "x"]]
  )
  func aSettingThatMakesNoSenseIsAUsageError(arguments: [String]) {
    #expect(throws: (any Error).self) { try GCTrace.parseAsRoot(["replay"] + arguments) }
  }

  @Test func replayNeedsNothing() throws {
    let command = try #require(try GCTrace.parseAsRoot(["replay"]) as? ReplayCommand)
    #expect(command.trace == nil)
    #expect(command.python == nil)
    #expect(command.threshold == nil)
    #expect(!command.dryRun)
  }

  @Test func recordTakesAProgramAndItsArguments() throws {
    let command = try #require(
      try GCTrace.parseAsRoot([
        "record", "-o", "x.log", "--python", "3.12", "--import", "--db", "y.db", "--every", "1000",
        "--sites", "app.py", "--sites", "-o", "z", "--",
      ]) as? RecordCommand
    )
    #expect(command.output == "x.log")
    #expect(command.python == "3.12")
    #expect(command.importsLog)
    #expect(command.recorder.words == ["--sites", "--every=1000"])
    #expect(command.target == ["app.py", "--sites", "-o", "z", "--"])
  }

  @Test(arguments: [["-m", "app", "-m"], ["-c", "pass", "--"], ["-", "x"], ["app.py"]])
  func recordTakesWhatPythonTakes(target: [String]) throws {
    for words in [target, ["--"] + target] {
      let command = try #require(
        try GCTrace.parseAsRoot(["record", "--force"] + words) as? RecordCommand
      )
      #expect(command.target == target)
      #expect(command.recorder.words == ["--force"])
      #expect(command.python == nil)
    }
  }

  @Test(arguments: [
    "3", "3.", "3.11.", "x.y", "3.11.1.1", "3.11x", "-3.11", "", " 3.11", "3.11.0c1", "3.11a1",
  ])
  func wrongVersionsAreRefused(text: String) {
    #expect(throws: ValidationError.self) { try PythonArgument.parse(text) }
  }

  @Test(arguments: ["3.8", "3.11.7", "3.13.0a6", "3.14.0rc2", "3.15.0+", "3.12.0b4+"])
  func versionsAreTaken(text: String) throws {
    #expect(try PythonArgument.parse(text) == text)
  }

  @Test(arguments: ["", "a", "1,", ",1", "1,2,3,4", "2147483648", "-2147483649", "1.5", "+1", "1 "])
  func wrongThresholdsAreRefused(text: String) {
    #expect(throws: ValidationError.self) { try ThresholdArgument.parse(text) }
  }

  @Test(arguments: [
    ("0", [Int64(0)]), ("700,10,10", [700, 10, 10]),
    ("2147483647,-2147483648", [2_147_483_647, -2_147_483_648]),
  ])
  func thresholdsAreTaken(text: String, numbers: [Int64]) throws {
    #expect(try ThresholdArgument.parse(text) == numbers)
  }

  @Test func thresholdsMayBeNegative() throws {
    let command = try #require(
      try GCTrace.parseAsRoot(["replay", "--threshold", "-5", "--dry-run"]) as? ReplayCommand
    )
    #expect(command.threshold == [-5])
    #expect(command.dryRun)
  }

  /// The messages for mistyped commands and impossible requests.
  @Test(arguments: [
    (["improt", "a.log"], "there is no command 'improt'. Did you mean 'import'?"),
    (["qurey", "SELECT 1"], "there is no command 'qurey'. Did you mean 'query'?"),
    (["nonsense"], "there is no command 'nonsense'. `gctrace --help` lists them."),
    (["replay", "--treshold", "5"], "Unknown option '--treshold'. Did you mean '--threshold'?"),
    (["record", "--evry", "5", "a.py"], "unknown option '--evry'. Did you mean '--every'?"),
    (["record", "--evry=5", "a.py"], "unknown option '--evry'. Did you mean '--every'?"),
    (["record", "--every", "0", "a.py"], "--every needs a number of objects, 1 or more, found 0."),
    (
      ["record", "--every", "-5", "a.py"], "--every needs a number of objects, 1 or more, found -5."
    ),
    (
      ["replay", "--threshold", "--dry-run"],
      "The value '--dry-run' is invalid for '--threshold <t0[,t1[,t2]]>': expected an integer"
    ),
    (["delete"], "expected --run, --trace or --vacuum, found none."),
  ])
  func mistakesGetTheAnswerThatHelps(arguments: [String], answer: String) throws {
    let error = #expect(throws: (any Error).self) {
      try GCTrace.parseAsRoot(ProgramArguments.prepare(arguments))
    }
    let report = ErrorReport(try #require(error))
    #expect(report.status == .usage)
    #expect(report.text.hasPrefix("gctrace: \(answer)"), "\(report.text)")
  }

  @Test func theVersionIsEveryCommands() throws {
    for command in GCTrace.configuration.subcommands {
      let error = #expect(throws: (any Error).self) {
        try GCTrace.parseAsRoot([command._commandName, "--version"])
      }
      let report = ErrorReport(try #require(error))
      #expect(report.status == .done)
      #expect(report.text == GCTrace.configuration.version, "\(command._commandName)")
    }
  }

  @Test func aQuestionMayBeginWithAComment() throws {
    for sql in ["-- what\nSELECT 1", "--what = this\nSELECT 1", "-- SELECT 1"] {
      let words = try ProgramArguments.prepare(["query", sql, "--format", "csv"])
      let command = try #require(try GCTrace.parseAsRoot(words) as? QueryCommand)
      #expect(command.question == " " + sql)
      #expect(command.output.format == .csv)
    }
    #expect(try ProgramArguments.prepare(["query", "--db=a b.db", "x"])[1] == "--db=a b.db")
  }

  @Test(arguments: [
    ("import", "improt", 1), ("query", "qurey", 1), ("a", "", 1), ("kitten", "sitting", 3),
    ("runs", "runs", 0), ("abcdef", "badcfe", 3),
  ])
  func wordsHaveADistance(one: String, other: String, expected: Int) {
    #expect(distance(one, other) == expected)
    #expect(distance(other, one) == expected)
  }

  @Test(arguments: [
    ["import"], ["import", "a", "b", "--name", "x"], ["import", "-", "-"], ["import", ""],
    ["import", "a", "--name", ""], ["replay", "a", "b"], ["replay", "--threshold", "x"],
    ["replay", "--python", "x"], ["replay", "--name", ""], ["query"], ["query", "a", "b"],
    ["runs", "x"], ["runs", "--format", "xml"], ["runs", "--db", ""], ["verify", "1", "2"],
    ["delete"], ["delete", "--run", "1", "--trace", "1"], ["delete", "--run", "x"],
    ["delete", "1"], ["nonsense"], ["--nonsense"], ["record"], ["record", "--"],
    ["record", "-o", "", "a.py"], ["record", "-o", "-", "a.py"], ["record", "-m"],
    ["record", "-x", "a.py"], ["record", "--every", "x", "a.py"], ["record", "--python", "", "a"],
    ["record", "--db", "a.db", "a.py"],
  ])
  func wrongUsageIsRefused(arguments: [String]) throws {
    let error = #expect(throws: (any Error).self) { try GCTrace.parseAsRoot(arguments) }
    #expect(ErrorReport(try #require(error)).status == .usage)
  }
}
