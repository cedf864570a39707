import CyclicGC
import HeapTrace
import TraceTesting

/// The report of a replay in the driver's format: the lines that the driver prints for a log that does the same in the real interpreter.
package enum ReplayReport {
  /// The lines of the report for a version of CPython. If the log contradicts the heap, the last line gives the event.
  package static func lines(of log: String, python: String) throws -> [String] {
    let trace = try DecodedTrace(log: log)
    guard let version = PythonVersion(python).flatMap(CollectorVersion.init) else { return [] }
    var replay = trace.replay(version)
    replay.keepHistory()
    var lines: [String] = []
    var event = 0
    for batch in trace.batches(of: 1) {
      event += 1
      var collections: [String] = []
      do throws(ReplayError) {
        while try replay.run(batch) == .collected {
          let record = replay.collector.record
          collections.append(
            """
            {"generation":\(record.generation),"collected":\(record.collected),\
            "uncollectable":\(record.uncollectable)}
            """
          )
        }
      } catch {
        lines.append("{\"error\":\"\(reason(error, trace))\",\"event\":\(error.event)}")
        return lines
      }
      guard !collections.isEmpty else { continue }
      lines.append(
        """
        {"seq":\(lines.count + 1),"event":\(event),"collections":[\(collections.joined(separator: ","))],\
        \(state(&replay, trace))}
        """
      )
    }
    let state = state(&replay, trace)
    lines.append(
      "{\"end\":true,\"event\":\(event),\(state),\"refcounts\":[\(counts(replay, trace))]}"
    )
    return lines
  }

  /// The reason why an event does not apply.
  private static func reason(_ error: ReplayError, _ trace: DecodedTrace) -> String {
    func number(_ rank: Int32) -> Int64 { trace.ranks.number(ofRank: rank) }
    return switch error {
    case .notAlive(_, _, let object, let death):
      "object \(number(object)) is not \(death == nil ? "known" : "alive")"
    case .referenceNotHeld(_, let source, let target, _, let dropped):
      "object \(number(source)) does not hold \(dropped) references to \(number(target))"
    case .releaseBelowZero(_, let object, let held, let dropped):
      "object \(number(object)) has \(held) external references, \(dropped) released"
    case .tooManyReferences(_, let object): "too many references to object \(number(object))"
    case .tooManyBytes: "too many bytes alive"
    case .unknownType(_, let type): "type \(type) is not defined"
    }
  }

  private static func state(_ replay: inout Replay, _ trace: DecodedTrace) -> String {
    let collector = (
      counts: replay.collector.pacing.counts, pending: replay.collector.pacing.longLivedPending,
      total: replay.collector.pacing.longLivedTotal
    )
    let history = replay.takeHistory()
    let incremental = replay.collector.incremental
    let figures =
      incremental.map {
        """
        ,"heap_size":\(replay.collector.pacing.heapSize),"work_to_do":\($0.workToDo),\
        "phase":\($0.isMarking ? 0 : 1)
        """
      } ?? ""
    let old: ObjectList = incremental == nil ? .middle : .visited
    let lists = [ObjectList.young, old, .oldest, .permanent].map {
      numbers(replay.members(of: $0), trace)
    }
    return """
      "count":[\(collector.counts.0),\(collector.counts.1),\(collector.counts.2)],\
      "pending":\(collector.pending),"total":\(collector.total)\(figures),\
      "gen":[\(lists[0]),\(lists[1]),\(lists[2])],"permanent":\(lists[3]),\
      "freed":\(numbers(history.freed, trace)),"finalized":\(numbers(history.finalized, trace)),\
      "called":\(numbers(history.called, trace)),"garbage":\(numbers(history.garbage, trace))
      """
  }

  private static func numbers(_ ranks: [Int32], _ trace: DecodedTrace) -> String {
    "[" + ranks.map { String(trace.ranks.number(ofRank: $0)) }.joined(separator: ",") + "]"
  }

  private static func counts(_ replay: borrowing Replay, _ trace: DecodedTrace) -> String {
    var counts: [String] = []
    for rank in 0..<trace.ranks.count {
      guard let survivor = replay.survivor(atRank: rank) else { continue }
      counts.append("[\(trace.ranks.number(ofRank: rank)),\(survivor.referenceCount)]")
    }
    return counts.joined(separator: ",")
  }
}
