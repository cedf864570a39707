/// The incremental collector of 3.14.0 to 3.14.4, compared exactly with real interpreters if the log gives the roots.
///
/// *When:* count 0 > threshold 0, then at the next safe point, whatever the count is by then. *What:* a *scavenge* goes through the heap
/// in increments. The scavenge begins by marking everything that the roots reach. Each later increment examines the young objects
/// together with some of the waiting old ones, as many as there is *work to do* (assess_work_to_do, gc_collect_increment in Python/gc.c):
///
///     work to do += count 0 + min(count 0 * 3 / 2, heap size / 10 / max(2, threshold 1))      3.14.0; * 2 from 3.14.1 on
///     work to do -= twice the objects marked as the scavenge began; those marked since; those examined
///
/// From 3.14.1 on, an increment does nothing while there is less than nothing to do, and objects are counted when they are tracked. When
/// no object waits any more, the scavenge is over, and the visited objects wait for the next one. gc.collect(0) examines only the young
/// objects, gc.collect(2) everything. No full collection runs by itself. 3.14.5 went back to `Generational` because of the memory use.
package struct Incremental: Equatable, Sendable {
  package enum Rules: Equatable, Sendable {
    /// 3.14.0.
    case first
    /// 3.14.1 to 3.14.4.
    case revised
  }

  package var rules: Rules
  /// The number of objects yet to examine; below 0: a debt.
  package internal(set) var workToDo: Int64 = -5000
  /// Whether the next increment begins a scavenge by marking.
  package internal(set) var isMarking = true
  /// The number of objects that the latest increment has marked.
  package internal(set) var marked: Int64 = 0
  /// Whether old space 1 is the visited one. The two spaces swap at the end of a scavenge.
  var isSpace1Visited = false

  package init(_ rules: Rules) {
    self.rules = rules
  }

  /// The decision is always an increment.
  var decision: Decision { Decision(generation: 1, trigger: .threshold, reason: .increment) }

  /// Adds the work for new objects and for the size of the heap (assess_work_to_do).
  mutating func assessWork(_ pacing: Pacing) {
    let new = pacing.youngCount
    let most = rules == .first ? new * 3 / 2 : new * 2
    workToDo += new + min(most, share(pacing))
  }

  /// A hundredth of the heap, at the default threshold 1 of 10.
  func share(_ pacing: Pacing) -> Int64 {
    pacing.heapSize / 10 / max(2, pacing.thresholds.1)
  }
}

extension Policy {
  /// The policy for a release. The standard policy becomes the release's own, and the incremental one follows the rules of the release,
  /// or those of 3.14.4 if the release has none.
  func resolved(for version: CollectorVersion) -> Policy {
    if self == .standard { return version.policy }
    return isIncremental ? .incremental(Incremental(version.incremental ?? .revised)) : self
  }

  /// Whether the log's roots, or what stands for them, are marked from.
  package var marksFromRoots: Bool { hasOwnOldSpaces }

  package var isIncremental: Bool {
    if case .incremental = self { true } else { false }
  }

  /// Whether an object is counted when it is tracked, not when it is allocated.
  var countsTracked: Bool {
    if case .incremental(let state) = self { state.rules == .revised } else { false }
  }

  /// Where an object of a generation stands as recording begins.
  func list(ofGeneration generation: Int) -> ObjectList {
    guard generation == 1 else { return ObjectList(generation: generation) }
    return switch self {
    // It has visited nothing yet.
    case .incremental: .oldest
    case .pep848(let state): state.agingLists.last ?? .middle
    default: .middle
    }
  }

  /// The lists that gc.freeze moves, in order.
  var listsToFreeze: [ObjectList] {
    switch self {
    case .incremental(let state):
      state.isSpace1Visited ? [.young, .oldest, .visited] : [.young, .visited, .oldest]
    case .pep848(let state): [.young] + state.agingLists + [.oldest, .marked, .visited]
    default: [.young, .middle, .oldest]
    }
  }
}
