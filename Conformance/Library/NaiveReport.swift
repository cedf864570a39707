package import TraceTesting

/// The report of a log in the naive collector, in the driver's format, like `ReplayReport` for a replay.
package enum NaiveReport {
  /// The lines of the report. If the log contradicts the heap, the last line gives the event.
  package static func lines(of log: String, version: NaiveVersion) throws -> [String] {
    let naive = NaiveCollector(version: version)
    var lines: [String] = []
    for record in log.split(separator: "\n") {
      let collections: [NaiveCollection]
      do throws(NaiveError) {
        collections = try naive.apply(String(record))
      } catch {
        return lines + ["{\"error\":\"\(reason(error))\",\"event\":\(naive.event)}"]
      }
      guard !collections.isEmpty else { continue }
      let told = collections.map {
        """
        {"generation":\($0.generation),"collected":\($0.numbers["collected"] ?? -1),\
        "uncollectable":\($0.numbers["uncollectable"] ?? -1)}
        """
      }
      lines.append(
        """
        {"seq":\(lines.count + 1),"event":\(naive.event),"collections":[\(told.joined(separator: ","))],\
        \(state(naive))}
        """
      )
    }
    let counts = naive.alive.sorted { $0.number < $1.number }
      .map { "[\($0.number),\($0.count)]" }
    lines.append(
      """
      {"end":true,"event":\(naive.event),\(state(naive)),\
      "refcounts":[\(counts.joined(separator: ","))]}
      """
    )
    return lines
  }

  /// The reason why an event does not apply.
  private static func reason(_ error: NaiveError) -> String {
    switch error {
    case .notAlive(_, let object, let death):
      "object \(object) is not \(death == nil ? "known" : "alive")"
    case .referenceNotHeld(_, let source, let target, _, let dropped):
      "object \(source) does not hold \(dropped) references to \(target)"
    case .releaseBelowZero(_, let object, let held, let dropped):
      "object \(object) has \(held) external references, \(dropped) released"
    case .malformed(let record): "malformed: \(record)"
    }
  }

  private static func state(_ naive: NaiveCollector) -> String {
    let history = naive.takeHistory()
    let isIncremental = naive.version.incremental != nil
    let lists =
      isIncremental
      ? [naive.members(ofGeneration: 0), naive.visitedMembers, naive.pendingMembers]
      : (0...2).map { naive.members(ofGeneration: $0) }
    let figures =
      isIncremental
      ? """
      ,"heap_size":\(naive.heapSize),"work_to_do":\(naive.workToDo),\
      "phase":\(naive.isMarking ? 0 : 1)
      """ : ""
    return """
      "count":\(text(naive.counts)),"pending":\(naive.pending),"total":\(naive.total)\(figures),\
      "gen":[\(lists.map(text).joined(separator: ","))],\
      "permanent":\(text(naive.members(ofGeneration: 3))),"freed":\(text(history.freed)),\
      "finalized":\(text(history.finalized)),"called":\(text(history.called)),\
      "garbage":\(text(history.garbage))
      """
  }

  private static func text(_ numbers: [Int]) -> String {
    "[" + numbers.map(String.init).joined(separator: ",") + "]"
  }
}
