/// The incremental collector of 3.14.0 to 3.14.4, step by step as section 7 of `cpython-gc` has it.
extension NaiveCollector {
  // MARK: 7.2: counting

  private var countsTracked: Bool { version.incremental == .revised }

  /// A block of memory was allocated.
  func countMemory(mayCollect: Bool) {
    if !countsTracked { countAllocation(mayCollect: mayCollect) }
  }

  /// A block of memory was given back.
  func countDeallocation() {
    if !countsTracked { uncount() }
  }

  func uncount() {
    counts[0] = max(0, counts[0] - 1)
    heapSize -= 1
  }

  /// An untracked object joins the young list.
  func track(_ object: NaiveObject, mayCollect: Bool = true) {
    append(object, to: .generation0)
    if countsTracked { countAllocation(mayCollect: mayCollect) }
  }

  func untrack(_ object: NaiveObject) {
    guard object.list != nil else { return }
    removeFromList(object)
    if countsTracked { uncount() }
  }

  /// An object that was there when the log began is part of the heap, though nothing is counted.
  func noteExisting(_ object: NaiveObject, isTracked: Bool) {
    object.isInitial = true
    if !object.type.isAtomic, isTracked || !countsTracked { heapSize += 1 }
  }

  // MARK: 7.6: freezing

  /// Old space 0 before old space 1.
  func freezeOldSpaces() {
    let spaces: [NaiveObject.List] =
      visitedSpace == 0 ? [.visited, .pending] : [.pending, .visited]
    for list in spaces { merge(list, into: .permanent) }
  }

  // MARK: 7.4: marking

  func addRoot(_ object: NaiveObject) {
    if !roots.contains(where: { $0 === object }) { roots.append(object) }
  }

  package var rootCount: Int { roots.count }

  func randomRoot(using random: inout SplitMix64) -> NaiveObject? {
    roots.randomElement(using: &random)
  }

  func forgetRoot(_ object: NaiveObject) {
    guard let place = roots.firstIndex(where: { $0 === object }) else { return }
    roots.remove(at: place)
    if place < agedRoots { agedRoots -= 1 }
  }

  /// Of a log that does not tell the roots, the other way round, since `mark` turns them: what was there as it began and is held from outside.
  var initialRoots: [NaiveObject] {
    let waiting = lists[NaiveObject.List.pending.rawValue]
    let young = lists[NaiveObject.List.generation0.rawValue]
    return (waiting + young).filter { $0.isInitial && $0.external > 0 }.reversed()
  }

  /// And what was born since the last increment and is held from outside.
  private var newRoots: [NaiveObject] {
    lists[NaiveObject.List.generation0.rawValue].filter { !$0.wasYoung && $0.external > 0 }
      .reversed()
  }

  /// Whether the collector has yet to visit it: it is young, or waits.
  private func isUnvisited(_ object: NaiveObject) -> Bool {
    object.list == .generation0 || object.list == .pending
  }

  /// Moves to the visited list what can be reached from the latest roots, newest first, and breadth first. How many.
  private func mark(_ latest: [NaiveObject]) -> Int {
    var marked = 0
    var queue: [NaiveObject] = []
    func reach(_ object: NaiveObject) {
      guard isUnvisited(object) else { return }
      move(object, to: .visited)
      queue.append(object)
      marked += 1
    }
    for root in latest.reversed() { reach(root) }
    while !queue.isEmpty {
      for target in queue.removeFirst().references { reach(target) }
    }
    agedRoots = roots.count
    return marked
  }

  // MARK: 7.3, 7.6: collections

  func collectIncrementally(_ generation: Int, _ isExplicit: Bool) {
    var record = begin(generation, isExplicit)
    for name in [
      "candidates", "bytes_candidates", "reachable", "unreachable", "resurrected",
      "bytes_collected", "collected", "uncollectable", "promoted", "full_put_off",
    ] {
      record.numbers[name] = 0
    }
    record.numbers["marked"] = 0
    switch generation {
    case 0: collectYoung(&record)
    case 1: collectIncrement(&record)
    default: collectEverything(&record)
    }
    record.numbers["heap_size"] = heapSize
    record.numbers["work_to_do"] = workToDo
    record.numbers["phase"] = isMarking ? 0 : 1
    end(&record)
  }

  private func collectYoung(_ record: inout NaiveCollection) {
    let before = generations
    untrack("kind=tuple", in: .generation0, &record)
    examine(.generation0, .survivors, before, &record)
    merge(.survivors, into: .visited)
    counts[0] = 0
    counts[1] += 1
  }

  private func collectIncrement(_ record: inout NaiveCollection) {
    let new = counts[0]
    let share = heapSize / 10 / max(2, thresholds[1])
    workToDo += new + min(share, version.incremental == .first ? new * 3 / 2 : new * 2)
    counts[0] = 0
    if version.incremental == .revised, workToDo < 0 { return }
    untrack("kind=tuple", in: .generation0, &record)
    if isMarking {
      let marked = mark(marksRoots ? roots : initialRoots)
      for object in lists[NaiveObject.List.generation0.rawValue] { object.wasYoung = true }
      record.numbers["marked"] = marked
      workToDo -= 2 * marked
      isMarking = false
      return
    }
    let marked = mark(marksRoots ? Array(roots[agedRoots...]) : newRoots)
    record.numbers["marked"] = marked
    workToDo -= marked
    // What was marked is old already.
    let before = generations
    merge(.generation0, into: .increment)
    while lists[NaiveObject.List.increment.rawValue].count < workToDo,
      let first = lists[NaiveObject.List.pending.rawValue].first
    {
      move(first, to: .increment)
      var queue = [first]
      while !queue.isEmpty {
        for target in queue.removeFirst().references where isUnvisited(target) {
          move(target, to: .increment)
          queue.append(target)
        }
      }
    }
    let size = lists[NaiveObject.List.increment.rawValue].count
    examine(.increment, .survivors, before, &record)
    merge(.survivors, into: .visited)
    // The heap as it is now.
    if version.incremental == .first { workToDo += heapSize / 10 / max(2, thresholds[1]) }
    workToDo -= size
    if lists[NaiveObject.List.pending.rawValue].isEmpty { completeScavenge() }
  }

  private func collectEverything(_ record: inout NaiveCollection) {
    let before = generations
    untrack("kind=tuple", in: .generation0, &record)
    merge(.generation0, into: .pending)
    counts[0] = 0
    merge(.pending, into: .visited)
    examine(.visited, .visited, before, &record)
    counts = [0, 0, 0]
    completeScavenge()
    clearFreeLists()
  }

  /// 7.5
  private func completeScavenge() {
    if lists[NaiveObject.List.permanent.rawValue].isEmpty {
      visitedSpace = 1 - visitedSpace
      counts.swapAt(1, 2)
    }
    merge(.visited, into: .pending)
    workToDo = 0
    isMarking = true
  }
}
