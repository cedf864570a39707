import Conformance
import Foundation

// conformance-table [LOGS [EVENTS [SEED [X.Y ...]]]]: random logs, each run in every interpreter found (or those named) and replayed.

let words = CommandLine.arguments.dropFirst()
let arguments = words.prefix(3).compactMap { UInt64($0) }
let chosen = words.dropFirst(3)
let logs = arguments.first ?? 20
let events = arguments.count > 1 ? Int(arguments[1]) : 2000
let seed = arguments.count > 2 ? arguments[2] : 1

let found = Interpreter.findAll().filter { chosen.isEmpty || chosen.contains($0.series) }
if chosen.isEmpty, let line = Interpreter.missingLine(found) { print(line) }
let folder = FileManager.default.temporaryDirectory.appending(
  path: "gctrace-conformance-\(UUID().uuidString)"
)
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
defer { try? FileManager.default.removeItem(at: folder) }

print("\(logs) logs of \(events) events for each interpreter, seeds \(seed) to \(seed + logs - 1)")
print("interpreter        logs    events  collections  cut short  differences")
var differences = 0
for interpreter in found {
  let outcome = try ConformanceRun(interpreter, eventsPerLog: events, folder: folder).run(
    seeds: seed..<(seed + logs)
  )
  let columns = [
    interpreter.description.padding(toLength: 15, withPad: " ", startingAt: 0),
    pad(outcome.logs, 8), pad(outcome.events, 10), pad(outcome.collections, 13),
    pad(outcome.cutShort, 11),
    pad(outcome.disagreements.count, 13),
  ]
  print(columns.joined())
  // For whoever changes the generator: why logs were cut short.
  if ProcessInfo.processInfo.environment["CONFORMANCE_ERRORS"] != nil {
    outcome.errors.forEach { print($0) }
  }
  for disagreement in outcome.disagreements.prefix(3) { print(disagreement) }
  differences += outcome.disagreements.count
}
exit(differences == 0 ? 0 : 1)

func pad(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: " ", count: max(0, width - digits.count)) + digits
}
