import CyclicGC
import HeapTrace
import TraceStore

/// Describes an event that contradicts the heap, with the log's numbers and line.
struct ReplayFailure {
  let database: TraceDatabase
  let trace: Trace
  let ranks: ObjectRanks
  /// The events of the collections so far. The description of a death in a collection needs both.
  let collectionEvents: [Int64]

  /// `FILE:LINE: event N: expected ..., found ...`
  func message(_ error: ReplayError) throws -> String {
    let line = try database.line(ofEvent: error.event, trace: trace.id)
    let (expected, found) = description(error)
    return
      "\(trace.source):\(line ?? 0): expected \(expected), found \(found) (event \(error.event))"
  }

  private func description(_ error: ReplayError) -> (expected: String, found: String) {
    switch error {
    case .notAlive(_, _, let object, let death):
      ("object \(number(object)) alive", "it \(manner(death))")
    case .referenceNotHeld(_, let source, let target, let held, let dropped):
      (
        "\(dropped == 1 ? "a reference" : "\(dropped) references") from \(number(source)) to \(number(target))",
        held == 0 ? "none" : "\(held)"
      )
    case .releaseBelowZero(_, let object, let held, let dropped):
      (
        "at least \(count(dropped, "external reference")) to \(number(object))",
        "\(held)"
      )
    case .tooManyReferences(_, let object):
      ("at most \(Int32.max) references to \(number(object))", "more")
    case .tooManyBytes:
      ("at most \(Int64.max) bytes alive", "more")
    case .unknownType(_, let type):
      ("a type of the trace", "type \(type)")
    }
  }

  private func manner(_ death: Death?) -> String {
    guard let death else { return "not born yet" }
    let last = death.index == Death.lastIndex ? " or later" : ""
    switch death.cause {
    case .referenceCount:
      return "dead: its reference count fell to zero at event \(death.index)\(last)"
    case .collection:
      let index = Int(death.index) - 1
      guard collectionEvents.indices.contains(index) else { return "dead: freed by a collection" }
      return "dead: freed by collection \(death.index)\(last) at event \(collectionEvents[index])"
    }
  }

  private func count(_ count: Int64, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }

  private func number(_ rank: Int32) -> Int64 {
    rank >= 0 && rank < ranks.count ? ranks.number(ofRank: rank) : 0
  }
}
