import Foundation
import Testing

@testable import gctrace

/// `gctrace record` with a script in the place of Python. `recorder/tests/test_gctrace.py` runs it with real interpreters.
@Suite struct RecordTests {
  /// Writes a log and does the rest.
  private func writing(_ text: String, _ rest: String = "") -> String {
    "cat > \"$LOG\" <<'END'\n\(text)END\n\(rest)"
  }

  @Test func calledByItsPathItTakesThePythonBesideIt() throws {
    let environment = try Program()
    try environment.write("#!/bin/sh\n", to: "python3")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755],
      ofItemAtPath: environment.file("python3").path
    )
    let folder = environment.folder.path
    #expect(PythonInterpreter.usual(calledAs: "\(folder)/gctrace") == "\(folder)/python3")
    #expect(PythonInterpreter.usual(calledAs: "\(folder)/none/gctrace") == "python3")
    #expect(PythonInterpreter.usual(calledAs: "gctrace") == "python3")
  }

  @Test func whatIsTheRecordersAndTheProgramsIsPassedOn() throws {
    let python = try StandInPython(body: writing(Logs.cycle))
    let outcome = try python.record(
      "-o",
      "app.log",
      "--sites",
      "--every",
      "500",
      "--max-size",
      "10M",
      "--follow-fork",
      "--force",
      "--list-sizes",
      "always",
      "app.py",
      "--sites",
      "a b"
    )
    #expect(outcome.status == 0)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors == "gctrace: recorded; next: gctrace import app.log\n")
    let words = String(decoding: try python.program.data("words"), as: UTF8.self)
    #expect(
      words.split(separator: "\n") == [
        "-I", "/packages/gctrace_recorder", "run", "--isolated", "--output", "app.log", "--force",
        "--sites", "--every=500", "--max-size=10M", "--follow-fork", "--list-sizes=always", "--",
        "app.py", "--sites", "a b",
      ]
    )
  }

  @Test(arguments: [
    (["--names"], ["--names"]), (["--names=attributes"], ["--names=attributes"]),
    (["--every", "5", "--names=attributes"], ["--names=attributes", "--every=5"]),
  ])
  func namesAreOfAttributesOrOfKeysToo(given: [String], passed: [String]) throws {
    let python = try StandInPython(body: writing(Logs.cycle))
    let words = ["record", "--python", "./python", "-o", "app.log"] + given
    #expect(try python.program.run(words + ["app.py", "--names=attributes"]).status == 0)
    let taken = String(decoding: try python.program.data("words"), as: UTF8.self)
      .split(separator: "\n").map(String.init)
    #expect(Array(taken[6...]) == passed + ["--", "app.py", "--names=attributes"])
    let wrong = try python.program.run(words.dropLast() + ["--names=keys", "app.py"])
    #expect(wrong.status == 64)
  }

  @Test func inputOutputAndStatusAreTheProgramsOwn() throws {
    let python = try StandInPython(body: writing("", "cat; echo mine >&2; exit 41"))
    let outcome = try python.program.run(
      ["record", "--python", "./python", "-o", "it's.log", "-"],
      input: "in\nand out"
    )
    #expect(outcome.status == 41)
    #expect(!outcome.isKilled)
    #expect(outcome.output == "in\nand out")
    #expect(outcome.errors == "mine\ngctrace: recorded; next: gctrace import 'it'\\''s.log'\n")
  }

  @Test func theDefaultLogIsNamedAfterTheProcess() throws {
    let python = try StandInPython(body: writing("", "echo $LOG"))
    let outcome = try python.record("app.py")
    let name = try #require(outcome.output.split(separator: "\n").first)
    #expect(outcome.errors == "gctrace: recorded; next: gctrace import \(name)\n")
    #expect(try python.program.files.contains(String(name)))
  }

  /// After Ctrl-C, Python finishes its work and completes the log before it dies of the signal.
  @Test(arguments: [SIGTERM, SIGINT, SIGKILL, SIGABRT], [true, false])
  func theProgramsSignalIsItsEnd(signal: Int32, isWhole: Bool) throws {
    let log = isWhole ? Logs.cycle : Logs.brokenOff
    let python = try StandInPython(body: "printf '%s' '\(log)' > $LOG; kill -\(signal) $$")
    let outcome = try python.record("-o", "app.log", "app.py")
    #expect(outcome.isKilled)
    #expect(outcome.status == signal)
    let option = isWhole ? "" : "--truncated "
    #expect(outcome.errors == "gctrace: recorded; next: gctrace import \(option)app.log\n")
  }

  /// pyenv's stand-ins do this for a Python that is not selected.
  @Test func whatIsNoPythonKeepsItsWordsToItself() throws {
    let program = try Program()
    try program.write("#!/bin/sh\necho 'pyenv: command not found' >&2; exit 127\n", to: "python")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755],
      ofItemAtPath: program.file("python").path
    )
    let outcome = try program.run("record", "--python", "./python", "app.py")
    #expect(outcome.status == 66)
    #expect(
      outcome.errors == "gctrace: no Python for './python': ./python does not answer as one\n"
    )
  }

  @Test(arguments: ["head -c 60", "cat"])
  func whatTheNextCommandHasToTakeIsTold(part: String) throws {
    let body = "printf '%s' '\(Logs.cycle)' | gzip -c | \(part) > $LOG; exit 3"
    let python = try StandInPython(body: body)
    let outcome = try python.record("-o", "app.log.gz", "app.py")
    #expect(outcome.status == 3)
    let option = part == "cat" ? "" : "--truncated "
    #expect(outcome.errors == "gctrace: recorded; next: gctrace import \(option)app.log.gz\n")
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGHUP])
  func aSignalThatComesIsTheProgramsToHandle(signal: Int32) throws {
    let body = "trap 'echo handled; exit 7' \(signal); : > ready; while :; do sleep 0.02; done"
    let python = try StandInPython(body: writing("", body))
    let outcome = try python.program.interrupt(
      "record",
      "--python",
      "./python",
      "-o",
      "app.log",
      "app.py",
      by: signal
    ) { _ in FileManager.default.fileExists(atPath: python.program.file("ready").path) }
    #expect(outcome.status == 7)
    #expect(!outcome.isKilled)
    #expect(outcome.output == "handled\n")
  }

  @Test func theLogIsImportedWhenAskedFor() throws {
    let python = try StandInPython(body: writing(Logs.cycle, "echo out; exit 5"))
    let outcome = try python.record("--import", "--db", "a.db", "-o", "app.log", "app.py")
    #expect(outcome.status == 5)
    #expect(outcome.output == "out\n")
    #expect(outcome.errors.hasPrefix("app.log: imported as trace 1 (app)"))
    #expect(try python.program.run("replay", "--db", "a.db").status == 0)
  }

  @Test func aLogThatBreaksOffIsImportedAsFarAsItGoes() throws {
    let text = Logs.brokenOff
    let python = try StandInPython(body: "printf '%s' '\(text)' > $LOG; kill -KILL $$")
    let outcome = try python.record("--import", "-o", "app.log", "app.py")
    #expect(outcome.isKilled)
    #expect(outcome.errors.hasPrefix("app.log: imported as trace 1 (app)"))
    #expect(outcome.errors.hasSuffix("app.log breaks off after line 13; 9 events were read\n"))
  }

  @Test func anImportThatFailsFailsWhatSucceeded() throws {
    for (body, status) in [("exit 0", Int32(65)), ("exit 5", 5)] {
      let python = try StandInPython(body: writing(Logs.undefinedType, body))
      let outcome = try python.record("--import", "-o", "app.log", "app.py")
      #expect(outcome.status == status)
      #expect(outcome.errors.hasPrefix("app.log:3: expected "))
      #expect(try python.program.files == ["app.log", "python", "words"])
    }
  }

  @Test func whatTheRecorderRefusesIsNotCalledRecorded() throws {
    let python = try StandInPython(body: "echo no >&2; exit 73")
    try python.program.write(Logs.cycle, to: "app.log")
    let outcome = try python.record("-o", "app.log", "app.py")
    #expect(outcome.status == 73)
    #expect(outcome.errors == "no\n")
    #expect(try python.record("-o", "new.log", "app.py").errors == "no\n")
  }

  @Test func nothingIsBuiltUnlessAskedFor() throws {
    let python = try StandInPython(recorder: "")
    let outcome = try python.record("app.py")
    #expect(outcome.status == 66)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("gctrace: "))
    #expect(
      outcome.errors.contains("has no gctrace_recorder; `gctrace record --build` builds it, or `")
    )
    #expect(outcome.errors.hasSuffix("/recorder`\n"))
    #expect(outcome.errors.split(separator: "\n").count == 1)
    #expect(try python.program.files == ["cache", "python"])
  }

  @Test(arguments: [
    ("/caches", "/caches/gctrace/recorder\n"), ("caches", "/home/.cache/gctrace/recorder\n"),
    ("", "/home/.cache/gctrace/recorder\n"),
  ])
  func aRelativeCacheIsIgnored(caches: String, expected: String) throws {
    let python = try StandInPython(
      recorder: "",
      environment: ["XDG_CACHE_HOME": caches, "HOME": "/home"]
    )
    #expect(try python.record("app.py").status == 66)
    #expect(String(decoding: try python.program.data("cache"), as: UTF8.self) == expected)
  }

  @Test func aCacheThatOthersMayWriteToIsNotTrusted() throws {
    let python = try StandInPython(recorder: "", environment: ["INSTALLED": "4"])
    let outcome = try python.record("--build", "app.py")
    #expect(outcome.status == 73)
    #expect(outcome.errors.hasSuffix("is not trusted\n"))
  }

  @Test(.timeLimit(.minutes(1))) func whatWentIntoAPipeIsNotReadAgain() throws {
    let python = try StandInPython(body: writing(Logs.cycle, "exit 5"))
    let script =
      "mkfifo pipe; cat pipe > read & exec \"$0\" record --python ./python -o pipe app.py"
    let gctrace = Bundle.main.bundleURL.appending(path: "gctrace").path
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", script, gctrace]
    process.currentDirectoryURL = python.program.folder
    process.environment = ProcessInfo.processInfo.environment.merging([
      "ANSWER": "cpython\\n3.11.7", "RECORDER": "/packages/gctrace_recorder",
      "BODY": writing(Logs.cycle, "exit 5"),
    ]) { $1 }
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 5)
    let refused = try python.record("--import", "-o", "pipe", "app.py")
    #expect(refused.status == 64)
    #expect(
      refused.errors.hasPrefix("gctrace: --import needs a file, and pipe is a pipe or a device.\n")
    )
  }

  @Test func aBuildThatFailsIsToldSo() throws {
    let outcome = try StandInPython(recorder: "").record("--build", "app.py")
    #expect(outcome.status == 73)
    #expect(outcome.errors.hasPrefix("gctrace: the recorder cannot be built for "))
  }

  @Test(arguments: [
    ("pypy\\n3.10.13", "is pypy 3.10.13, not CPython"),
    ("cpython\\n3.7.16", "is CPython 3.7.16, older than 3.8"), ("3.11.7", "does not answer as one"),
  ])
  func otherPythonsAreRefused(answer: String, reason: String) throws {
    let outcome = try StandInPython(answer: answer, recorder: "").record("app.py")
    #expect(outcome.status == 66)
    #expect(outcome.errors.hasPrefix("gctrace: no Python for './python': "))
    #expect(outcome.errors.hasSuffix("\(reason)\n"))
  }

  @Test(arguments: ["./none", "no-such-python", "3.99"])
  func aPythonThatIsNotThere(name: String) throws {
    let outcome = try Program().run("record", "--python", name, "app.py")
    #expect(outcome.status == 66)
    #expect(outcome.errors.split(separator: "\n").count == 1)
  }
}
