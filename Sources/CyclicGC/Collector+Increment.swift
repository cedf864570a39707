/// The collections of the incremental collector (3.14.0 to 3.14.4).
extension Collector {
  /// The state of the incremental collector; nil: another policy is in force.
  package var incremental: Incremental? {
    if case .incremental(let state) = policy { state } else { nil }
  }

  /// Runs one collection: of the young objects, of an increment, or of everything (_PyGC_Collect).
  mutating func collectIncrementally(
    _ state: Incremental,
    _ decision: Decision,
    event: Int64,
    time: Int64?
  ) {
    var state = state
    begin(decision, event, time)
    heap.pacing.isCollecting = true
    state.marked = 0
    var hasExamined = true
    switch decision.generation {
    case 0: collectYoung(decision)
    case 1: hasExamined = collectIncrement(&state, decision)
    default: collectFull(&state, decision)
    }
    heap.pacing.isCollecting = false
    policy = .incremental(state)
    record.incremental = state
    record.heapSize = heap.pacing.heapSize
    end()
    // A call that only marked, or had nothing to do, has found nothing.
    if hasExamined { observer?.ended(heap, record) }
  }

  /// gc.collect(0) (gc_collect_young). The count is reset at the end, so allocations of finalizers are not counted.
  private mutating func collectYoung(_ decision: Decision) {
    untrackTuplesBeforehand(.young)
    examine(Region(from: .young, to: .survivors), decision)
    heap.merge(.survivors, into: .visited)
    heap.pacing.youngCount = 0
    heap.pacing.olderCounts.0 += 1
    updateStatistics(0)
  }

  /// One step of a scavenge (gc_collect_increment). Returns whether it examined anything.
  private mutating func collectIncrement(_ state: inout Incremental, _ decision: Decision) -> Bool {
    state.assessWork(heap.pacing)
    heap.pacing.youngCount = 0
    if state.rules == .revised, state.workToDo < 0 { return false }
    untrackTuplesBeforehand(.young)
    if state.isMarking {
      markAtStart(&state)
      return false
    }
    state.marked = mark(from: takeRoots(all: false))
    state.workToDo -= state.marked
    let size = fillIncrement(state)
    examine(Region(from: .increment, to: .survivors), decision)
    heap.merge(.survivors, into: .visited)
    if state.rules == .first { state.workToDo += state.share(heap.pacing) }
    state.workToDo -= size
    updateStatistics(1)
    if heap.length(of: .oldest) == 0 { completeScavenge(&state) }
    return true
  }

  /// gc.collect(2) (gc_collect_full).
  private mutating func collectFull(_ state: inout Incremental, _ decision: Decision) {
    untrackTuplesBeforehand(.young)
    heap.merge(.young, into: .oldest)
    heap.pacing.youngCount = 0
    heap.merge(.oldest, into: .visited)
    examine(Region(from: .visited, to: .visited, isFull: true), decision)
    heap.pacing.endCounts()
    completeScavenge(&state)
    updateStatistics(2)
  }

  // MARK: A scavenge

  /// Marks from all roots without examining anything (mark_at_start). Each marked object counts twice (gh-141890).
  private mutating func markAtStart(_ state: inout Incremental) {
    state.marked = mark(from: takeRoots(all: true))
    state.workToDo -= 2 * state.marked
    state.isMarking = false
  }

  /// Moves the young objects into the increment. Then moves waiting objects one after the other, each with all that it reaches, until
  /// there are as many as there is work to do. Returns their number.
  private mutating func fillIncrement(_ state: Incremental) -> Int64 {
    heap.merge(.young, into: .increment)
    while heap.length(of: .increment) < state.workToDo, heap.length(of: .oldest) > 0 {
      let first = heap.next[ObjectList.oldest.head]
      heap.move(first, to: .increment)
      reach(from: first, into: .increment)
    }
    return heap.length(of: .increment)
  }

  /// All objects have been visited, and wait for the next scavenge (completed_scavenge). The spaces swap unless there are frozen objects,
  /// which must stay in the visited space.
  private mutating func completeScavenge(_ state: inout Incremental) {
    if heap.length(of: .permanent) == 0 {
      state.isSpace1Visited.toggle()
      heap.pacing.olderCounts = (heap.pacing.olderCounts.1, heap.pacing.olderCounts.0)
    }
    heap.merge(.visited, into: .oldest)
    state.workToDo = 0
    state.isMarking = true
  }

  // MARK: Marking

  /// Moves all objects that the roots reach to the visited list, breadth first (mark_stacks, mark_global_roots). Returns their number.
  private mutating func mark(from roots: [Int32]) -> Int64 {
    let before = heap.length(of: .visited)
    let last = heap.previous[ObjectList.visited.head]
    for root in roots where isUnvisited(root) { visit(root, into: .visited) }
    let first = heap.next[last]
    if first != ObjectList.visited.head { reach(from: first, into: .visited) }
    return heap.length(of: .visited) - before
  }

  /// Walks a list from `first` on, and appends the objects that its members refer to and that the scavenge has not visited.
  private mutating func reach(from first: Int32, into list: ObjectList) {
    var object = first
    while object != list.head {
      let span = heap.references.span(of: object)
      for index in span.start..<span.end {
        let target = heap.references.entry(at: index).target
        if target >= 0, isUnvisited(target) { visit(target, into: list) }
      }
      object = heap.next[object]
    }
  }

  /// A candidate keeps its generation, because the record needs it.
  private mutating func visit(_ object: Int32, into list: ObjectList) {
    heap.move(object, to: list)
    if list == .visited { heap.generation[object] = list.generation }
  }

  /// Whether the object is young or waiting.
  private func isUnvisited(_ object: Int32) -> Bool {
    let list = heap.list[object]
    return list == ObjectList.young.tag || list == ObjectList.oldest.tag
  }

  /// The objects to mark from: all roots, or those since the collector last marked.
  mutating func takeRoots(all: Bool) -> [Int32] {
    if roots.areTold { return roots.take(all: all, heap) }
    return all ? initialRoots() : newRoots()
  }

  /// The roots for a log without roots: the objects that existed when recording began and are held from outside, in list order.
  private mutating func initialRoots() -> [Int32] {
    var found: [Int32] = []
    for list in [ObjectList.oldest, .young] {
      var object = heap.next[list.head]
      while object != list.head {
        if heap.has(.initial, object), heap.external[object] > 0 { found.append(object) }
        if list == .young { heap.set(.wasYoung, object) }
        object = heap.next[object]
      }
    }
    return found
  }

  /// The new roots for a log without roots: the objects that were born since the last increment and are held from outside.
  private func newRoots() -> [Int32] {
    var found: [Int32] = []
    var object = heap.next[ObjectList.young.head]
    while object != ObjectList.young.head {
      if !heap.has(.wasYoung, object), heap.external[object] > 0 { found.append(object) }
      object = heap.next[object]
    }
    return found
  }
}
