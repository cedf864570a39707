/// One collection step by step, with its objects by rank, for `gctrace explain`.
package struct CollectionStory: Sendable {
  /// A candidate.
  package struct Candidate: Equatable, Sendable {
    package var rank: Int32
    /// The index of its type among the trace's types.
    package var typeIndex: Int32
    /// Bytes.
    package var size: Int64
    /// Its generation before the collection.
    package var generation: Int
    /// All references to it, which update_refs copies into gc_refs.
    package var references: Int32
    /// The references from candidates, including itself, which subtract_refs subtracts.
    package var fromCandidates: Int32

    /// The rest after subtract_refs: references from outside the candidates.
    package var left: Int32 { references - fromCandidates }
  }

  /// A step of the scan of move_unreachable, with indices into `candidates`.
  package enum Step: Equatable, Sendable {
    /// The candidate is reachable. `by` is the candidate whose reference showed that; nil: it has references from outside.
    case reachable(Int, by: Int?)
    /// Nothing is left of the candidate's count. It is put aside as tentatively unreachable.
    case putAside(Int)
    /// The candidate was put aside, and a reachable candidate refers to it. It goes back to the end of the list.
    case rescued(Int, by: Int)
  }

  /// The candidates in list order at the start of the collection.
  package internal(set) var candidates: [Candidate] = []
  /// For each candidate, the candidates that it refers to, in the order of its references.
  package internal(set) var targets: [[Int]] = []
  /// The scan, step by step.
  package internal(set) var steps: [Step] = []
  /// References to objects that are no candidates.
  package internal(set) var referencesElsewhere: Int64 = 0

  /// The result of deduce_unreachable in list order: the survivors, with the rescued ones at the end, and the unreachable candidates.
  package internal(set) var reachable: [Int32] = []
  package internal(set) var unreachable: [Int32] = []

  /// Objects whose finalizer was called, weak references whose callback was called, objects that died, and objects that were put into
  /// gc.garbage, each in the order of events.
  package internal(set) var finalized: [Int32] = []
  package internal(set) var called: [Int32] = []
  package internal(set) var freed: [Int32] = []
  package internal(set) var garbage: [Int32] = []

  /// The record of the collection, with its members by outcome.
  package internal(set) var record = CollectionRecord()

  package init() {}

  /// The members with one outcome, with their generations before and now, in no particular order.
  package func members(
    _ outcome: CollectionRecord.Outcome
  ) -> [(rank: Int32, from: Int, to: Int?)] {
    record.members.filter { $0.outcome == outcome }.flatMap { group in
      group.ranks.map { ($0, group.generation, group.toGeneration) }
    }
  }
}

extension CollectionStory {
  /// Does what deduce_unreachable will do with a list, on copies, and keeps every step, behind those of regions that the collection has examined
  /// before. O(candidates + references).
  mutating func rehearse(_ list: ObjectList, _ heap: borrowing Heap) {
    let ranks = heap.ranks(on: list)
    var place: [Int32: Int] = [:]
    place.reserveCapacity(ranks.count)
    let base = candidates.count
    for (index, rank) in ranks.enumerated() { place[rank] = base + index }
    var taken = [Int32](repeating: 0, count: ranks.count)
    for rank in ranks {
      var own: [Int] = []
      heap.forEachReference(ofRank: rank) { target, count in
        guard let index = place[target] else {
          referencesElsewhere += Int64(count)
          return
        }
        own.append(index)
        taken[index - base] += count
      }
      targets.append(own)
    }
    for (index, rank) in ranks.enumerated() {
      guard let state = heap.state(ofRank: rank) else { continue }
      let slot = heap.slotOfRank[rank]
      candidates.append(
        Candidate(
          rank: rank,
          typeIndex: state.typeIndex,
          size: state.size,
          generation: Int(heap.generation[slot]),
          references: state.referenceCount,
          fromCandidates: taken[index]
        )
      )
    }
    scan(from: base)
  }

  private mutating func scan(from base: Int) {
    enum State { case waiting, reachable, aside }
    var references = candidates.map(\.left)
    var states = [State](repeating: .waiting, count: candidates.count)
    var shownBy = [Int?](repeating: nil, count: candidates.count)
    var list = Array(candidates.indices[base...])
    var position = 0
    while position < list.count {
      let index = list[position]
      position += 1
      guard references[index] > 0 else {
        states[index] = .aside
        steps.append(.putAside(index))
        continue
      }
      steps.append(.reachable(index, by: shownBy[index]))
      for target in targets[index] {
        switch states[target] {
        case .waiting where references[target] == 0:
          references[target] = 1
          shownBy[target] = index
        case .aside:
          states[target] = .waiting
          references[target] = 1
          shownBy[target] = index
          list.append(target)
          steps.append(.rescued(target, by: index))
        default: break
        }
      }
      states[index] = .reachable
    }
  }
}

/// Observes one collection of a replay, and keeps its story.
package final class CollectionExplainer: CollectionObserver {
  private let sequence: Int64
  /// Nil until the collection has ended.
  package private(set) var story: CollectionStory?
  private var unfinished = CollectionStory()
  private var before = (finalized: 0, called: 0, freed: 0, garbage: 0)

  /// - Parameter sequence: the collection's number in the run. The replay must list members, and must keep a history when the collection
  ///   begins.
  package init(collection sequence: Int64) {
    self.sequence = sequence
  }

  package func began(
    _ heap: borrowing Heap,
    _ record: borrowing CollectionRecord,
    _ list: ObjectList
  ) {
    guard record.sequence == sequence else { return }
    let history = heap.history
    if unfinished.candidates.isEmpty {
      before = (
        history.finalized.count, history.called.count, history.freed.count, history.garbage.count
      )
    }
    unfinished.rehearse(list, heap)
    examined = list
  }

  private var examined = ObjectList.young

  package func foundGarbage(_ heap: borrowing Heap, _ record: borrowing CollectionRecord) {
    guard record.sequence == sequence else { return }
    unfinished.reachable += heap.ranks(on: examined)
    unfinished.unreachable += heap.ranks(on: .unreachable)
  }

  package func ended(_ heap: borrowing Heap, _ record: borrowing CollectionRecord) {
    guard record.sequence == sequence else { return }
    let history = heap.history
    unfinished.finalized = Array(history.finalized[before.finalized...])
    unfinished.called = Array(history.called[before.called...])
    unfinished.freed = Array(history.freed[before.freed...])
    unfinished.garbage = Array(history.garbage[before.garbage...])
    unfinished.record = copy record
    story = unfinished
  }
}
