import Conformance
import Foundation
import TraceTesting
import Testing

/// Random logs, run in every interpreter found and replayed: all that the driver reports must be the same.
@Suite(.serialized) struct ConformanceTests {
  private static let interpreters: [Interpreter] = {
    let found = Interpreter.findAll()
    if let line = Interpreter.missingLine(found) { print(line) }
    return found
  }()

  /// Further seeds are for `make conformance`; those here are the same every time.
  @Test(arguments: interpreters)
  func replaysDoWhatTheInterpreterDoes(_ interpreter: Interpreter) throws {
    let folder = try TemporaryFolder()
    let short = try ConformanceRun(interpreter, eventsPerLog: 300, folder: folder.url).run(
      seeds: 1..<101
    )
    let long = try ConformanceRun(interpreter, eventsPerLog: 2000, folder: folder.url).run(
      seeds: 1001..<1006
    )
    for outcome in [short, long] {
      #expect(outcome.collections > 0)
      #expect(outcome.cutShort * 4 < outcome.logs, "most logs must run to their end")
      for disagreement in outcome.disagreements { Issue.record("\(interpreter): \(disagreement)") }
    }
  }
}
