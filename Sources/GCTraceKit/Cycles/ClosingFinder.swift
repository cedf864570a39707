import CyclicGC
import HeapGraph

/// Finds the closing reference of each cycle that `CycleFinder` found. This is the second pass over a trace, under the same setting.
final class ClosingFinder: CollectionObserver {
  /// A reference from one object to another, by rank, and the event that added it.
  struct Reference: Equatable {
    var source: Int32
    var target: Int32
    var event: Int64
    var name: String?
  }

  /// By cycle: its closing reference. Nil: not known, because the heap does not say when its references came.
  private(set) var closing: [Reference?]
  /// By signature: the index of its example, the cycle with the fewest objects, and the references of that cycle.
  private(set) var examples: [(cycle: Int, references: [Reference])?]
  /// By rank: the group of cycles that an object belongs to, or -1, in the form that `Replay.watchReferences` takes.
  let groups: [Int32]

  private let cycles: [CycleFinder.FoundCycle]
  /// The next cycle of `cycles`, which are in the order of the collections.
  private var next = 0
  private var nodeOfRank: [Int32]
  private let exampleOfSignature: [Int]

  /// The most references that an example keeps.
  static let mostExampleReferences = 400

  init(_ finder: CycleFinder, rankCount: Int) {
    cycles = finder.cycles
    closing = Array(repeating: nil, count: finder.cycles.count)
    examples = Array(repeating: nil, count: finder.signatures.count)
    nodeOfRank = Array(repeating: -1, count: rankCount)
    groups = Self.groups(finder.cycles, rankCount: rankCount)
    var smallest = [Int](repeating: -1, count: finder.signatures.count)
    for (index, cycle) in finder.cycles.enumerated() {
      let best = smallest[cycle.signature]
      if best < 0 || cycle.members.count < finder.cycles[best].members.count {
        smallest[cycle.signature] = index
      }
    }
    exampleOfSignature = smallest
  }

  /// Cycles that share an object are one group. They share one if the object was resurrected and died again.
  private static func groups(_ cycles: [CycleFinder.FoundCycle], rankCount: Int) -> [Int32] {
    var groups = [Int32](repeating: -1, count: rankCount)
    var leader = Array(cycles.indices)
    func find(_ cycle: Int) -> Int {
      var cycle = cycle
      while leader[cycle] != cycle {
        leader[cycle] = leader[leader[cycle]]
        cycle = leader[cycle]
      }
      return cycle
    }
    for (index, cycle) in cycles.enumerated() {
      for rank in cycle.members {
        let other = groups[Int(rank)]
        if other >= 0 { leader[find(index)] = find(Int(other)) }
        groups[Int(rank)] = Int32(index)
      }
    }
    for rank in groups.indices where groups[rank] >= 0 {
      groups[rank] = Int32(find(Int(groups[rank])))
    }
    return groups
  }

  func foundGarbage(_ heap: borrowing Heap, _ record: borrowing CollectionRecord) {
    while next < cycles.count, cycles[next].collection <= record.sequence {
      if cycles[next].collection == record.sequence {
        // Of another region that the same collection has yet to examine (PEP 848's).
        guard cycles[next].members.allSatisfy({ heap.isUnreachableCandidate(rank: $0) }) else {
          return
        }
        look(at: next, heap)
      }
      next += 1
    }
  }

  private func look(at index: Int, _ heap: borrowing Heap) {
    let cycle = cycles[index]
    for (node, rank) in cycle.members.enumerated() { nodeOfRank[Int(rank)] = Int32(node) }
    defer { for rank in cycle.members { nodeOfRank[Int(rank)] = -1 } }
    var candidates: [ClosingReference.Candidate] = []
    var references: [Reference] = []
    for (node, source) in cycle.members.enumerated() {
      heap.forEachReference(ofRank: source) { target, _ in
        guard nodeOfRank[Int(target)] >= 0,
          let addition = heap.addition(from: source, to: target)
        else { return }
        candidates.append(
          ClosingReference.Candidate(
            source: Int32(node),
            target: nodeOfRank[Int(target)],
            order: addition.order
          )
        )
        references.append(Reference(source: source, target: target, event: addition.event))
      }
    }
    closing[index] = ClosingReference.index(nodeCount: cycle.members.count, candidates)
      .map { references[$0] }
    if exampleOfSignature[cycle.signature] == index {
      examples[cycle.signature] = (index, Array(references.prefix(Self.mostExampleReferences)))
    }
  }
}
