/// The incremental collector of 3.14.0 to 3.14.4: held exactly against real interpreters where the log tells the roots.
///
/// *When:* count 0 > threshold 0, then at the next safe point, whatever the count is by then. *What:* a *scavenge* goes through the heap in
/// increments. It begins by marking what can be reached from the roots; each later increment examines the young objects together with some
/// of the old ones that wait, as many as there is *work to do* (assess_work_to_do, gc_collect_increment in Python/gc.c):
///
///     work to do += count 0 + min(count 0 * 3 / 2, heap size / 10 / max(2, threshold 1))      3.14.0; * 2 from 3.14.1 on
///     work to do -= twice the objects marked as the scavenge began; those marked since; those examined
///
/// From 3.14.1 on an increment with less than nothing to do does nothing, and objects are counted as they are tracked. When nothing waits any
/// more the scavenge is over: what was visited waits for the next. gc.collect(0) examines the young alone, gc.collect(2) everything; no full
/// collection runs by itself. 3.14.5 went back to `Generational`, for memory.
package struct Incremental: Equatable, Sendable {
  package enum Rules: Equatable, Sendable {
    /// 3.14.0.
    case first
    /// 3.14.1 to 3.14.4.
    case revised
  }

  package var rules: Rules
  /// How many more objects to examine; below 0: a debt.
  package internal(set) var workToDo: Int64 = -5000
  /// Whether the next increment begins a scavenge, by marking.
  package internal(set) var isMarking = true
  /// How many objects the increment that ran last has marked.
  package internal(set) var marked: Int64 = 0
  /// Whether old space 1 is the visited one: the two change places when a scavenge is over.
  var isSpace1Visited = false

  package init(_ rules: Rules) {
    self.rules = rules
  }

  /// An increment, always.
  var decision: Decision { Decision(generation: 1, trigger: .threshold, reason: .increment) }

  /// Adds the work that new objects and the size of the heap bring (assess_work_to_do).
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
  /// The policy for a release: the standard one is what the release itself does, and the incremental one follows its rules; those of 3.14.4
  /// where it has none.
  func resolved(for version: CollectorVersion) -> Policy {
    if self == .standard { return version.policy }
    return isIncremental ? .incremental(Incremental(version.incremental ?? .revised)) : self
  }

  package var isIncremental: Bool {
    if case .incremental = self { true } else { false }
  }

  /// Whether an object is counted as it is tracked, not as it is allocated.
  var countsTracked: Bool {
    if case .incremental(let state) = self { state.rules == .revised } else { false }
  }

  /// What gc.freeze moves, in this order.
  var listsToFreeze: [ObjectList] {
    switch self {
    case .incremental(let state):
      state.isSpace1Visited ? [.young, .oldest, .visited] : [.young, .visited, .oldest]
    default: [.young, .middle, .oldest]
    }
  }
}
