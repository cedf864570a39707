import CyclicGC
import HeapGraph
import HeapTrace

/// Finds the cycles in the garbage of every collection of a replay, and groups them by signature. This is the first of two passes over a
/// trace.
final class CycleFinder: CollectionObserver {
  /// A cycle of one collection, with objects by rank.
  struct FoundCycle {
    var collection: Int64
    /// The number of the cycle in its collection, from 1.
    var number: Int64
    var members: [Int32]
    var tail: [Int32]
    var bytes: Int64
    var tailBytes: Int64
    /// An index into `signatures`.
    var signature: Int
  }

  /// The cycles of one signature, summed up.
  struct Group {
    var text: String
    var cycles: Int64 = 0
    var objects: Int64 = 0
    var bytes: Int64 = 0
    var tailObjects: Int64 = 0
    var tailBytes: Int64 = 0
    var firstCollection: Int64
    var lastCollection: Int64
    /// The sum of visits of the collections that found the signature, and the share of these visits that its objects account for.
    var visits: Int64 = 0
    var ownVisits: Double = 0
  }

  private(set) var cycles: [FoundCycle] = []
  private(set) var signatures: [Group] = []
  private var indexOfSignature: [CycleSignature: Int] = [:]
  private var nodeOfRank: [Int32] = []
  /// By the index of a type: a label that all types with one name share. Labels are indices into `names`.
  private let labelOfType: [Int32]
  private let names: [String]
  /// The index of the first cycle of the current collection.
  private var start = 0

  init(types: [TypeDefinition]) {
    var labels: [String: Int32] = [:]
    var names: [String] = []
    labelOfType = types.map { type in
      if let label = labels[type.name] { return label }
      let label = Int32(names.count)
      labels[type.name] = label
      names.append(type.name)
      return label
    }
    self.names = names
  }

  func foundGarbage(_ heap: borrowing Heap, _ record: borrowing CollectionRecord) {
    // A collection may examine several regions (PEP 848's): their cycles are numbered on.
    if cycles[start...].first?.collection != record.sequence { start = cycles.count }
    guard record.unreachable > 0 else { return }
    let numbered = cycles.count - start
    let garbage = GarbageGraph(heap, nodeOfRank: &nodeOfRank)
    let found = GarbageCycles(garbage.graph)
    for (position, cycle) in found.cycles.enumerated() {
      let labels = cycle.members.map { labelOfType[Int(garbage.types[Int($0)])] }
      let signature = CycleSignature(found.part(cycle), labels: labels, names: names)
      cycles.append(
        FoundCycle(
          collection: record.sequence,
          number: Int64(numbered + position) + 1,
          members: cycle.members.map { garbage.ranks[Int($0)] },
          tail: cycle.tail.map { garbage.ranks[Int($0)] },
          bytes: cycle.members.reduce(0) { $0 &+ garbage.sizes[Int($1)] },
          tailBytes: cycle.tail.reduce(0) { $0 &+ garbage.sizes[Int($1)] },
          signature: index(of: signature, record.sequence)
        )
      )
    }
  }

  func ended(_ heap: borrowing Heap, _ record: borrowing CollectionRecord) {
    var objects: [Int: Int64] = [:]
    for cycle in cycles[start...] {
      let index = cycle.signature
      let count = Int64(cycle.members.count)
      signatures[index].cycles += 1
      signatures[index].objects += count
      signatures[index].bytes &+= cycle.bytes
      signatures[index].tailObjects += Int64(cycle.tail.count)
      signatures[index].tailBytes &+= cycle.tailBytes
      signatures[index].lastCollection = record.sequence
      objects[index, default: 0] += count + Int64(cycle.tail.count)
    }
    for (index, count) in objects {
      signatures[index].visits += record.visits
      signatures[index].ownVisits +=
        Double(record.visits) * Double(count) / Double(max(record.candidates, 1))
    }
  }

  private func index(of signature: CycleSignature, _ collection: Int64) -> Int {
    if let index = indexOfSignature[signature] { return index }
    indexOfSignature[signature] = signatures.count
    signatures.append(
      Group(text: signature.text, firstCollection: collection, lastCollection: collection)
    )
    return signatures.count - 1
  }
}
