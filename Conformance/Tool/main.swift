import Conformance
import Foundation

// conformance-table [LOGS [EVENTS [SEED [X.Y ...]]]]: random logs, each run in every interpreter found (or those named, by X.Y or X.Y.Z)
// and replayed. The exit status is 1 where a replay differs, or more than one log in a hundred could not be run to its end.

// With CONFORMANCE_SUBJECT=naive the naive collector of the tests stands in the replay's place.

let subject: ConformanceRun.Subject =
  ProcessInfo.processInfo.environment["CONFORMANCE_SUBJECT"] == "naive" ? .naive : .replay
let words = CommandLine.arguments.dropFirst()
let arguments = words.prefix(3).compactMap { UInt64($0) }
let chosen = words.dropFirst(3)
let logs = arguments.first ?? 20
let events = arguments.count > 1 ? Int(arguments[1]) : 2000
let seed = arguments.count > 2 ? arguments[2] : 1

let found = Interpreter.findAll().filter { interpreter in
  chosen.isEmpty || chosen.contains { interpreter.isMeant(by: $0) }
}
if chosen.isEmpty, let line = Interpreter.missingLine(found) { print(line) }
let folder = FileManager.default.temporaryDirectory.appending(
  path: "gctrace-conformance-\(UUID().uuidString)"
)

print("\(logs) logs of \(events) events for each interpreter, seeds \(seed) to \(seed + logs - 1)")
print("interpreter        logs    events  collections   faults  cut short  differences")
var holds = true
do {
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  for interpreter in found {
    guard ConformanceRun.version(of: interpreter) != nil else {
      print("\(interpreter): its collector is not modelled")
      continue
    }
    let outcome = try ConformanceRun(
      interpreter,
      subject,
      eventsPerLog: events,
      folder: folder
    ).run(seeds: seed..<(seed + logs))
    let columns = [
      interpreter.description.padding(toLength: 17, withPad: " ", startingAt: 0),
      pad(outcome.logs, 6), pad(outcome.events, 10), pad(outcome.collections, 13),
      pad(outcome.faulty, 9), pad(outcome.cutShort, 11), pad(outcome.disagreements.count, 13),
    ]
    print(columns.joined())
    // For whoever changes the generator: why logs were cut short.
    if ProcessInfo.processInfo.environment["CONFORMANCE_ERRORS"] != nil {
      outcome.errors.forEach { print($0) }
    }
    for disagreement in outcome.disagreements.prefix(3) { print(disagreement) }
    if !outcome.isRepresentative {
      print("\(interpreter): more than 1 % of the logs were cut short")
    }
    holds = holds && outcome.disagreements.isEmpty && outcome.isRepresentative
  }
} catch {
  FileHandle.standardError.write(Data("conformance-table: \(error)\n".utf8))
  exit(70)
}
exit(holds ? 0 : 1)

func pad(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: " ", count: max(0, width - digits.count)) + digits
}
