import Conformance
import CyclicGC
import Foundation
import Testing
import TraceTesting

/// Random logs, run in every interpreter found and replayed. Everything that the driver reports must be the same.
@Suite(.serialized) struct ConformanceTests {
  private static let interpreters: [Interpreter] = {
    let found = Interpreter.findAll()
    if let line = Interpreter.missingLine(found) { print(line) }
    return found
  }()

  /// The interpreters whose collector a replay models.
  private static let modelled = interpreters.filter { CollectorVersion($0.release) != nil }

  /// These seeds are the same every time; `make conformance` uses others.
  @Test(arguments: modelled)
  func replaysDoWhatTheInterpreterDoes(_ interpreter: Interpreter) throws {
    let folder = try TemporaryFolder()
    let short = try ConformanceRun(interpreter, eventsPerLog: 300, folder: folder.url).run(
      seeds: 1..<61
    )
    let long = try ConformanceRun(interpreter, eventsPerLog: 2000, folder: folder.url).run(
      seeds: 1001..<1004
    )
    #expect(short.faulty > 5, "errors must be compared too")
    for outcome in [short, long] { check(outcome) }
  }

  /// The naive collector, with which replays are compared where no interpreter is available, must itself do as the interpreters do.
  @Test(arguments: interpreters)
  func theNaiveCollectorDoesWhatTheInterpreterDoes(_ interpreter: Interpreter) throws {
    let folder = try TemporaryFolder()
    check(
      try ConformanceRun(interpreter, .naive, eventsPerLog: 300, folder: folder.url).run(
        seeds: 2001..<2021
      )
    )
  }

  private func check(_ outcome: ConformanceRun.Outcome) {
    #expect(outcome.collections > 0)
    #expect(outcome.isRepresentative, "\(outcome.interpreter): \(outcome.errors)")
    for disagreement in outcome.disagreements {
      Issue.record("\(outcome.interpreter): \(disagreement)")
    }
  }
}
