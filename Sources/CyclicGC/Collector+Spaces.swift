/// The collections of the collector that PEP 848 proposes (`PEP848`).
extension Collector {
  /// How the spaces stand; nil: the policy is another.
  package var spaces: PEP848? {
    if case .pep848(let state) = policy { state } else { nil }
  }

  /// One collection: a young one, an old one, or everything.
  mutating func collectSpaces(
    _ state: PEP848,
    _ decision: Decision,
    event: Int64,
    time: Int64?
  ) {
    var state = state
    begin(decision, event, time)
    heap.pacing.youngCount = 0
    heap.pacing.grossBytes = 0
    var hasExamined = true
    switch decision.generation {
    case 0: collectYoungSpace(&state, decision)
    case 1: hasExamined = collectOldSpaces(&state, decision)
    default: collectAllSpaces(&state, decision)
    }
    policy = .pep848(state)
    updateStatistics(decision.generation)
    record.spaces = CollectionRecord.Spaces(
      work: state.work,
      pending: heap.length(of: .oldest),
      visited: heap.length(of: .visited),
      marked: heap.length(of: .marked)
    )
    end()
    record.sizes.1 = state.agingLists.reduce(0) { $0 + heap.length(of: $1) }
    record.sizes.2 += heap.length(of: .marked)
    // One that had nothing to examine has found nothing either.
    if hasExamined { observer?.ended(heap, record) }
  }

  private mutating func collectYoungSpace(_ state: inout PEP848, _ decision: Decision) {
    let oldest = ObjectList.aging(state.oldestAging)
    examine(Region(from: oldest, to: .survivors), decision)
    state.work += heap.length(of: .survivors)
    heap.merge(.survivors, into: .visited)
    // Its place is the newest one's now.
    var object = heap.next[ObjectList.young.head]
    while object != ObjectList.young.head {
      heap.generation[object] = oldest.generation
      object = heap.next[object]
    }
    heap.merge(.young, into: oldest)
    state.oldestAging = (state.oldestAging + 1) % state.agingSpaces
    state.isYoungNext = false
  }

  /// Whether it examined anything.
  private mutating func collectOldSpaces(_ state: inout PEP848, _ decision: Decision) -> Bool {
    state.isYoungNext = true
    var hasExamined = false
    while state.work > 0 {
      if heap.length(of: .marked) > 0 {
        state.work -= scan(upTo: state.work)
      } else if heap.length(of: .oldest) == 0 {
        heap.merge(.visited, into: .oldest)
        for root in takeRoots(all: true) where heap.list[root] == ObjectList.oldest.tag {
          heap.move(root, to: .marked)
        }
        state.work = 0
      } else {
        let first = heap.next[ObjectList.oldest.head]
        heap.move(first, to: .increment)
        followPending(from: first, into: .increment)
        let collectedBefore = record.collected
        examine(Region(from: .increment, to: .survivors), decision)
        state.work -= heap.length(of: .survivors)
        state.work += 2 * (record.collected - collectedBefore)
        heap.merge(.survivors, into: .visited)
        hasExamined = true
      }
    }
    return hasExamined
  }

  /// gc.collect(2): behind what is visited come the marked, the pending, the aging spaces from the oldest on, and the nursery.
  private mutating func collectAllSpaces(_ state: inout PEP848, _ decision: Decision) {
    for list in [.marked, .oldest] + state.agingLists + [.young] {
      heap.merge(list, into: .visited)
    }
    examine(Region(from: .visited, to: .visited, isFull: true), decision)
    heap.pacing.endCounts()
    state.isYoungNext = false
  }

  /// Scans the first of the marked objects, at most `limit`; how many.
  private mutating func scan(upTo limit: Int64) -> Int64 {
    var scanned: Int64 = 0
    while scanned < limit, heap.length(of: .marked) > 0 {
      let object = heap.next[ObjectList.marked.head]
      heap.move(object, to: .visited)
      markTargets(of: object, into: .marked)
      scanned += 1
    }
    return scanned
  }

  /// Goes through a list from `first` on, and appends what its members refer to in pending.
  private mutating func followPending(from first: Int32, into list: ObjectList) {
    var object = first
    while object != list.head {
      markTargets(of: object, into: list)
      object = heap.next[object]
    }
  }

  private mutating func markTargets(of object: Int32, into list: ObjectList) {
    let span = heap.references.span(of: object)
    for index in span.start..<span.end {
      let target = heap.references.entry(at: index).target
      if target >= 0, heap.list[target] == ObjectList.oldest.tag { heap.move(target, to: list) }
    }
  }
}
