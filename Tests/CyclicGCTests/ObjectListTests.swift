import HeapTrace
import Testing

@testable import CyclicGC

/// Objects for lists, by rank. A class, because the testing macros copy their operands.
private final class Objects {
  private var heap: Heap

  init(_ count: Int32) {
    heap = Heap(types: [TypeDefinition(number: 1, name: "node")], objectCount: Int(count))
    for rank in 0..<count { _ = heap.makeObject(rank: rank, type: 0, size: 8) }
  }

  private func slot(_ rank: Int32) -> Int32 { ObjectList.headCount + rank }

  func append(_ ranks: [Int32], to list: ObjectList) {
    for rank in ranks {
      heap.generation[slot(rank)] = list.tag
      heap.append(slot(rank), to: list)
    }
  }

  func remove(_ rank: Int32) { heap.remove(slot(rank)) }
  func move(_ rank: Int32, to list: ObjectList) { heap.move(slot(rank), to: list) }
  func merge(_ source: ObjectList, into list: ObjectList) { heap.merge(source, into: list) }
  func isTracked(_ rank: Int32) -> Bool { heap.isTracked(slot(rank)) }
  func tag(_ rank: Int32) -> UInt8 { heap.list[slot(rank)] }
  func length(of list: ObjectList) -> Int64 { heap.length(of: list) }
  func broken() -> [String] { heap.checkInvariants() }

  func ranks(on list: ObjectList) -> [Int32] {
    var found: [Int32] = []
    var object = heap.next[list.head]
    while object != list.head {
      found.append(heap.rank[object])
      object = heap.next[object]
    }
    return found
  }
}

struct ObjectListTests {
  @Test func appendingIsAtTheEnd() {
    let objects = Objects(3)
    objects.append([2, 0, 1], to: .young)
    #expect(objects.ranks(on: .young) == [2, 0, 1])
    #expect(objects.length(of: .young) == 3)
    #expect(objects.broken().isEmpty)
  }

  @Test func removingFromEitherEndAndTheMiddle() {
    let objects = Objects(5)
    objects.append(Array(0..<5), to: .young)
    for rank: Int32 in [0, 4, 2] { objects.remove(rank) }
    #expect(objects.ranks(on: .young) == [1, 3])
    #expect(!objects.isTracked(2))
    #expect(objects.length(of: .young) == 2)
  }

  @Test func movingWithinAListGoesToItsEnd() {
    let objects = Objects(3)
    objects.append(Array(0..<3), to: .young)
    objects.move(0, to: .young)
    #expect(objects.ranks(on: .young) == [1, 2, 0])
    #expect(objects.length(of: .young) == 3)
  }

  @Test func mergingAppendsAllInOrderAndEmptiesTheSource() {
    let objects = Objects(4)
    objects.append(Array(0..<2), to: .middle)
    objects.append(Array(2..<4), to: .young)
    objects.merge(.young, into: .middle)
    #expect(objects.ranks(on: .middle) == [0, 1, 2, 3])
    #expect(objects.ranks(on: .young).isEmpty)
    #expect(objects.length(of: .middle) == 4 && objects.length(of: .young) == 0)
    #expect((0..<4).allSatisfy { objects.tag($0) == ObjectList.middle.tag })
  }

  @Test func mergingAnEmptyListOrAListIntoItselfChangesNothing() {
    let objects = Objects(2)
    objects.append(Array(0..<2), to: .young)
    objects.merge(.middle, into: .young)
    objects.merge(.young, into: .young)
    #expect(objects.ranks(on: .young) == [0, 1])
    #expect(objects.length(of: .young) == 2)
  }

  @Test func everyListHasAHeadOfItsOwn() {
    #expect(ObjectList.allCases.map(\.head) == Array(0..<ObjectList.headCount))
    #expect((0...3).map { ObjectList(generation: $0) } == [.young, .middle, .oldest, .permanent])
  }
}
